"""Room for what is fetched: on the disk, and in the quota of whoever asked for it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from medianest.downloads.publishing import Shelf
from medianest.downloads.queries import moving
from medianest.downloads.queries.moving import Item
from medianest.downloads.quotas import queries
from medianest.downloads.quotas.service import Quotas
from medianest.downloads.runner import FetchFailedError
from medianest.household.quotas import LONGEST
from medianest.infra import media
from medianest.infra.database import transaction
from medianest.infra.media import MediaFolderState

# Promises are rounded up to it: each one is a transaction.
_STEP: Final = 16_000_000
# An hour in 4K. What a site announces costs it nothing, and others wait for what is promised.
_AHEAD: Final = 20_000_000_000
# A small disk could not be used at all otherwise.
_LEAST_PART: Final = 20


def due(needs: int, arrived: int) -> int:
    """How many bytes have to be promised by now, of `needs` of which `arrived` are there."""
    return min(needs, arrived + _AHEAD // 2)


@dataclass(frozen=True, slots=True)
class _Disk:
    free: int
    spare: int


@dataclass(frozen=True, slots=True)
class Room:
    """Promises room to downloads, so that many at once fill neither the disk nor a quota.

    `keeps_free` bytes of the disk, or a twentieth of a small one, are never promised. Whatever is
    short is told by FetchFailedError.
    """

    media_dir: Callable[[], Awaitable[Path]]
    quotas: Quotas
    keeps_free: int = 0
    look: Callable[[Path], MediaFolderState] = media.state

    async def begin(self, item: Item) -> None:
        """Refuse to begin where there is no room at all; nobody outside need be asked for that."""
        await self.check()
        async with transaction():
            await self._fit_quota(item, None)

    async def check(self) -> None:
        """Refuse to go on when the disk has less left than is kept free."""
        disk = await self._disk()
        if disk is not None and disk.spare <= 0:
            raise FetchFailedError("disk_full", "", free=disk.free)

    async def take(self, item: Item, needs: int, *, arrived: int) -> int:
        """Promise room to `item`, which `needs` so many bytes, `arrived` already; how many.

        All of it has to fit now, and yet only a part is held ahead of what has arrived: whoever
        announces much and sends little keeps the room from nobody else.
        """
        wanted = -(-min(needs, arrived + _AHEAD) // _STEP) * _STEP
        disk = await self._disk()
        async with transaction():
            # First the row, then the person, then the disk: so nobody waits for one another.
            if not await moving.locked(item.id):
                return wanted
            await self._fit_quota(item, needs)
            await _fit_disk(disk, item, needs, coming=needs - arrived)
            await queries.hold(item.id, wanted, ticket=item.ticket)
        return wanted

    async def check_copy(self, item: Item, size: int) -> None:
        """Refuse to write `item`, of `size` bytes, once more where that takes what is kept free."""
        disk = await self._disk()
        if disk is None:
            return
        if disk.spare - await queries.promised(without=item.id) < size:
            raise FetchFailedError("disk_full", "", free=disk.free, needs=size)

    async def count_anew(self, shelf: Shelf) -> None:
        """Count in the quotas only what is still on the disk: Plex, too, lets people delete."""
        files = await queries.files()
        try:
            gone = await asyncio.to_thread(shelf.gone, files)
        except FetchFailedError:
            # A disk that is not mounted has lost nothing.
            return
        async with transaction():
            await queries.note_gone(gone, before=self.quotas.clock() - LONGEST)

    async def _fit_quota(self, item: Item, needs: int | None) -> None:
        room = await self.quotas.room(item.requested_by, item.id)
        if room is None or room.left >= (needs or 1):
            return
        kind = "over_whole_quota" if (needs or 0) > room.limit else "over_quota"
        raise FetchFailedError(kind, "", free=room.left, needs=needs)

    async def _disk(self) -> _Disk | None:
        found = await asyncio.to_thread(self.look, await self.media_dir())
        if not self.keeps_free or not found.total:
            return None
        kept = min(self.keeps_free, found.total // _LEAST_PART)
        return _Disk(found.free, found.free - kept)


async def _fit_disk(disk: _Disk | None, item: Item, needs: int, *, coming: int) -> None:
    if disk is None:
        return
    await queries.lock_disk()
    if disk.spare - await queries.promised(without=item.id) < coming:
        raise FetchFailedError("disk_full", "", free=disk.free, needs=needs)
