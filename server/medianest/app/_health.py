"""What must work for the appliance to be ready."""

from medianest.app._parts import Parts
from medianest.infra.database import ping
from medianest.infra.health import Check, Checks
from medianest.infra.jobs import Worker
from medianest.kit.errors import UnavailableError


def checks(parts: Parts, worker: Worker | None) -> Checks:
    """Database, worker and media folder; the folder only warns, for the rest works without it."""
    made = Checks()
    made.add("database", ping)
    if worker is not None:
        made.add("worker", _working(worker))
    made.add("media", _mounted(parts), required=False)
    return made


def _working(worker: Worker) -> Check:
    async def check() -> None:
        if not worker.ready:
            raise UnavailableError("The worker is starting, or has lost the database.")

    return check


def _mounted(parts: Parts) -> Check:
    async def check() -> str:
        folder = await parts.household.media_folder()
        if not folder.state.writable:
            raise UnavailableError(folder.state.message)
        return folder.state.path

    return check
