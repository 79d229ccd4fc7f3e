"""One scan at a time per library; those who wait together share one."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from medianest.infra.database import Lock
from medianest.plex.errors import PlexError, PlexStillScanningError
from medianest.plex.gateway import Address, Gateway
from medianest.plex.paths import plex_path

log = structlog.get_logger()

WHOLE_LIBRARY = ""
_MOST_FOLDERS = 2
_MOST_WINDOWS = 5


@dataclass(slots=True)
class _Round:
    folders: dict[str, str] = field(default_factory=dict)
    asked_at: float = 0.0
    done: bool = False
    failure: PlexError | None = None


@dataclass(slots=True)
class Scans:
    """Turns requests into as few scans as will do: waits until none came for `window`."""

    gateway: Gateway
    window: timedelta
    longest: timedelta
    first_pause: timedelta
    _open: dict[int, _Round] = field(default_factory=dict)
    _locks: dict[int, asyncio.Lock] = field(default_factory=dict)

    async def request(self, at: Address, library: int, folder: str, *, root: str) -> None:
        """Return once a scan that began after this call, and covers `folder`, has ended.

        Whoever gets the lock first scans for all; when that one is cancelled, the next does.
        """
        mine = self._open.setdefault(library, _Round())
        mine.folders[folder] = root
        mine.asked_at = asyncio.get_running_loop().time()
        async with self._locks.setdefault(library, asyncio.Lock()):
            if not mine.done:
                await self._run(at, library, mine)
        if mine.failure is not None:
            raise mine.failure

    async def _run(self, at: Address, library: int, mine: _Round) -> None:
        await self._let_others_join(mine)
        if self._open.get(library) is mine:
            del self._open[library]
        try:
            async with Lock("plex.scan", f"{at.url}:{library}").alone():
                for folder in gathered(mine.folders):
                    await self._scan(at, library, folder)
        except PlexError as failure:
            mine.failure = failure
        mine.done = True

    async def _let_others_join(self, mine: _Round) -> None:
        # Until nobody came for a window's length, yet not for ever.
        loop, window = asyncio.get_running_loop(), self.window.total_seconds()
        latest = loop.time() + _MOST_WINDOWS * window
        while (wait := min(mine.asked_at + window, latest) - loop.time()) > 0:  # noqa: ASYNC110 - waits for silence
            await asyncio.sleep(wait)

    async def _scan(self, at: Address, library: int, folder: str) -> None:
        # Plex mixes up scans of one library that run side by side.
        await self._wait_until_idle(at, library)
        await self.gateway.scan(at, library, folder or None)
        log.info("plex_scan_requested", library=library, folder=folder)
        # It says that it scans only a moment after it was asked to.
        await asyncio.sleep(self.first_pause.total_seconds())
        await self._wait_until_idle(at, library)

    async def _wait_until_idle(self, at: Address, library: int) -> None:
        async for _ in pauses(self.first_pause, self.longest):
            if not await self.gateway.is_scanning(at, library):
                return
        raise PlexStillScanningError


def gathered(folders: Mapping[str, str]) -> list[str]:
    """The fewest folders that cover `folders` (each with the root it lies in), and not too many."""
    if WHOLE_LIBRARY in folders:
        return [WHOLE_LIBRARY]
    outer = [folder for folder in folders if not _lies_in_another(folder, folders)]
    by_root: dict[str, list[str]] = {}
    for folder in sorted(outer):
        by_root.setdefault(folders[folder], []).append(folder)
    # Never above a root: Plex ignores what lies in none of the library's locations.
    return [
        folder
        for root, inside in by_root.items()
        for folder in (inside if len(inside) <= _MOST_FOLDERS else [root])
    ]


def _lies_in_another(folder: str, folders: Iterable[str]) -> bool:
    path = plex_path(folder)
    return any(folder != other and path.is_relative_to(plex_path(other)) for other in folders)


async def pauses(first: timedelta, limit: timedelta) -> AsyncIterator[float]:
    """Let the caller look, then wait a little longer each time, until `limit` is over."""
    loop = asyncio.get_running_loop()
    end = loop.time() + limit.total_seconds()
    pause = first.total_seconds()
    yield pause
    while loop.time() < end:
        await asyncio.sleep(min(pause, max(end - loop.time(), 0)))
        yield pause
        pause = min(pause * 1.6, 10.0)
