"""What must work for the appliance to be ready."""

from medianest.app._ground import Ground
from medianest.app._storage import now_and_then
from medianest.infra.database import ping
from medianest.infra.health import Check, Checks
from medianest.infra.jobs import Worker
from medianest.kit.errors import UnavailableError


def checks(ground: Ground, worker: Worker | None, cache: Check | None) -> Checks:
    """Database and worker; Valkey, media folder and bucket only warn, the rest works without."""
    made = Checks()
    made.add("database", ping)
    if worker is not None:
        made.add("worker", _working(worker))
    if cache is not None:
        made.add("valkey", cache, required=False)
    made.add("media", _mounted(ground), required=False)
    if ground.settings.storage.url:
        made.add("storage", now_and_then(ground.storage), required=False)
    return made


def _working(worker: Worker) -> Check:
    async def check() -> None:
        if not worker.ready:
            raise UnavailableError("The worker is starting, or has lost the database.")

    return check


def _mounted(ground: Ground) -> Check:
    async def check() -> str:
        folder = await ground.household.media_folder()
        if not folder.state.writable:
            raise UnavailableError(folder.state.message)
        return folder.state.path

    return check
