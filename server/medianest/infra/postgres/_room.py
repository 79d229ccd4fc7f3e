"""How much the data weigh, whether there is room for them again, and how far a copy has come."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from medianest.infra.supervisor import OwnerMustActError
from medianest.infra.tasks import Tasks
from medianest.kit.paths import weight

# The dump and the new cluster, each no heavier than the data, and the backup that a new release
# makes before its first migration: an upgrade that begins should not stop half-way for want of it.
_COPIES = 3
# What an empty cluster weighs, and the log that is written while it is filled.
_BESIDES = 350_000_000
_LOOK_EVERY_SECONDS = 0.5


def check_room(cluster: Path, backups: Path) -> int:
    """The bytes of the data in `cluster`; refuses when there is no room to take them over."""
    used = weight(cluster / "base")
    needed = _COPIES * used + _BESIDES
    backups.mkdir(mode=0o700, parents=True, exist_ok=True)
    free = min(shutil.disk_usage(place).free for place in (cluster, backups))
    if free < needed:
        raise OwnerMustActError(
            f"A new release of Postgres needs {needed // 1_000_000} MB of room beside {cluster} to "
            f"take the data over, and {free // 1_000_000} MB are free. Make room and start again."
        )
    return used


@asynccontextmanager
async def while_growing(
    place: Path, expected: int, tell: Callable[[float], None]
) -> AsyncIterator[None]:
    """Tell which share of the `expected` bytes `place` has, again and again while inside."""

    async def look() -> None:
        while True:
            tell(min(await asyncio.to_thread(weight, place) / max(expected, 1), 1.0))
            await asyncio.sleep(_LOOK_EVERY_SECONDS)

    async with Tasks() as tasks:
        tasks.start(look(), name="postgres-upgrade-progress")
        yield
