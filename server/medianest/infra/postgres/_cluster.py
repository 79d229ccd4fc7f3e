"""Make a new, empty cluster."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from medianest.infra.postgres._binaries import Binaries
from medianest.infra.postgres._home import RULER, Home
from medianest.infra.postgres._naming import named
from medianest.infra.postgres._server import explained
from medianest.infra.supervisor import Doors, run
from medianest.kit.paths import atomic_write

# Since 17 Postgres sorts by rules of its own, which no update of the system changes.
_SINCE_BUILTIN = 17


async def create(home: Home, binaries: Binaries, *, durable: bool) -> None:
    """Make the cluster of that release; killed half-way it is as if never begun."""
    made = await draft(home, binaries, durable=durable)
    made.rename(home.cluster(binaries.major))


async def draft(home: Home, binaries: Binaries, *, durable: bool) -> Path:
    """Make the cluster beside its place."""
    place = home.cluster(binaries.major).with_suffix(".new")
    shutil.rmtree(place, ignore_errors=True)
    home.new_folder(place)
    # The account may read neither our files nor a pipe of ours, so it gets a file of its own.
    secret = home.new_folder(home.folder / "secret") / "password"
    try:
        atomic_write(secret, home.password())
        home.give(secret)
        with Doors(home.account) as doors:
            argv = _argv(binaries, doors.name(place), f"{doors.name(secret.parent)}/{secret.name}")
            status, said = await run(
                named([*argv, *([] if durable else ["--no-sync"])], home.account), doors
            )
    finally:
        shutil.rmtree(secret.parent)
    if status != 0:
        raise explained(said, home.folder)
    return place


def _argv(binaries: Binaries, place: str, secret: str) -> Sequence[str]:
    locale = (
        ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        if binaries.major >= _SINCE_BUILTIN
        else ["--locale=C.UTF-8"]
    )
    return [
        binaries.program("initdb"),
        f"--pgdata={place}",
        f"--username={RULER}",
        f"--pwfile={secret}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--data-checksums",
        *locale,
    ]
