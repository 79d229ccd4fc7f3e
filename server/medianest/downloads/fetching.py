"""The work on one link: fetch, verify, publish. Each step may be repeated after a crash."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import structlog

from medianest.downloads import failures
from medianest.downloads import runner as running
from medianest.downloads.pictures import Pictures
from medianest.downloads.placing import Placing
from medianest.downloads.profiles import PROFILES
from medianest.downloads.publishing import Shelf, is_published
from medianest.downloads.queries import moving
from medianest.downloads.queries.moving import Item
from medianest.downloads.room import Room
from medianest.downloads.runner import FetchFailedError, Runner
from medianest.downloads.schemas import Failure, InPlex
from medianest.downloads.states import State
from medianest.downloads.telling import Telling
from medianest.downloads.watching import Watch
from medianest.downloads.work import CONFIRM, Order, order
from medianest.infra.database import transaction
from medianest.infra.jobs import GiveUpError, Jobs, RetryLaterError, Run
from medianest.kit.clock import Clock, now
from medianest.plex.schemas import Destination, PlexItem

log = structlog.get_logger()


class PlexServer(Protocol):
    """What downloads ask of Plex; see `plex`."""

    async def connected(self) -> bool:
        """Whether one is configured."""

    async def destination(self) -> Destination | None:
        """Where files must go."""

    async def place(self, path: Path, *, collection: str | None = None) -> PlexItem:
        """Bring a file into its library."""


@dataclass(frozen=True, slots=True)
class Fetching:
    """Takes a download from its link to the media folder."""

    runner: Runner
    telling: Telling
    jobs: Jobs
    plex: PlexServer
    media_dir: Callable[[], Awaitable[Path]]
    pictures: Pictures
    room: Room
    clock: Clock = now

    async def work(self, asked: Order, run: Run) -> None:
        """Do what is left to do; nothing if the order is void."""
        item = await self._begin(asked)
        if item is None:
            return
        try:
            await _unless_cancelled(self._through(item, run), run)
        except FetchFailedError as failed:
            await self._failed(asked, failed)
        except asyncio.CancelledError:
            log.info("download_stopped", download=str(asked.download))
            raise

    async def given_up(self, asked: Order, reason: str) -> None:
        """The queue has buried the job: so has the download failed."""
        await self._fail_for_good(asked, FetchFailedError("crashed", reason))

    async def sweep(self) -> None:
        """Remove fetched parts and pictures that no download wants any more."""
        shelf = await self._shelf()
        found = await asyncio.to_thread(shelf.leftovers)
        for gone in set(found) - await moving.unfinished(found):
            await asyncio.to_thread(shelf.discard, gone)
        kept = await self.pictures.kept()
        await self.pictures.forget(kept - await moving.known(list(kept)))
        await self.room.count_anew(shelf)

    async def _begin(self, asked: Order) -> Item | None:
        item = await moving.get(asked.download)
        if item is None or item.ticket != asked.ticket:
            return None
        if item.state is State.PUBLISHING and item.fetched is not None:
            there = await asyncio.to_thread(_still_there, item)
            if there:
                return item
        return await self.move(asked, State.PROBING, progress=None)

    async def _through(self, item: Item, run: Run) -> None:
        shelf = await self._shelf()
        if item.state is not State.PUBLISHING:
            item = await self._fetch(item, shelf, run)
        placing = Placing(shelf, await self.plex.destination(), self.clock)
        target, file = await placing.publish(item)
        connected = await self.plex.connected()
        state = State.SCANNING if connected else State.AVAILABLE
        asked = Order(item.id, item.ticket)
        async with transaction():
            done = await self.move(
                asked,
                state,
                file=file,
                failure=None,
                progress=None,
                awaits_plex=not connected,
                plex=None if connected else _NO_PLEX,
                finished_at=None if connected else self.clock(),
            )
            if done is not None and connected:
                await order(self.jobs, CONFIRM, done)
            elif done is not None:
                await self.telling.ready(done)
        log.info("download_published", download=str(item.id), size=file.size)
        await asyncio.to_thread(shelf.discard, item.id)
        await run.progress(1.0, str(target.name)[:40])

    async def _fetch(self, item: Item, shelf: Shelf, run: Run) -> Item:
        folder = await asyncio.to_thread(shelf.work_folder, item.id)
        await self.room.begin(item)
        watch = Watch(
            self.move, self.telling, item, run, self.pictures, self.room, folder, self.clock
        )
        profile = PROFILES.get(item.profile, PROFILES["video-1080p"])
        file = await self.runner.fetch(running.Order(item.url, profile, folder), watch.on_event)
        asked = Order(item.id, item.ticket)
        fetched = await self.move(
            asked, State.PUBLISHING, fetched=file, holds=file.size, progress=None
        )
        if fetched is None:
            raise asyncio.CancelledError
        return fetched

    async def _failed(self, asked: Order, failed: FetchFailedError) -> None:
        item = await moving.get(asked.download)
        if item is None or item.ticket != asked.ticket:
            return
        trouble = failures.of(failed.kind)
        at = self.clock()
        next_try = trouble.next_try(item.tries + 1, at)
        shelf = await self._shelf()
        if not trouble.keeps_parts or not trouble.tries:
            await asyncio.to_thread(shelf.discard, item.id)
        log.info("download_failed", download=str(item.id), kind=failed.kind, said=failed.said[:200])
        if next_try is None:
            await self._fail_for_good(asked, failed)
            raise GiveUpError(f"{failed.kind}: {trouble.message}")
        failure = _told(failed, next_try)
        tries = item.tries + 1
        holds = await asyncio.to_thread(shelf.weight, item.id)
        if not await self._wait(asked, failure, tries=tries, holds=holds):
            return
        raise RetryLaterError(f"{failed.kind}: {trouble.message}", next_try - at, free=True)

    async def _wait(self, asked: Order, failure: Failure, **changes: object) -> bool:
        async with transaction():
            item = await moving.get(asked.download)
            if item is None or not await moving.locked(item.id):
                return False
            lasts = failures.of(failure.kind).lasts
            hear = await self.telling.unaware(item, failure.kind) if lasts else ()
            waits = await self.move(asked, State.QUEUED, failure=failure, progress=None, **changes)
            if waits is not None and hear:
                await self.telling.waits(waits, failure, hear)
        return waits is not None

    async def _fail_for_good(self, asked: Order, failed: FetchFailedError) -> None:
        failure = _told(failed, None)
        # What was promised to it is free again; what it has fetched stays for a retry.
        holds = await asyncio.to_thread((await self._shelf()).weight, asked.download)
        at = self.clock()
        async with transaction():
            item = await self.move(
                asked, State.FAILED, failure=failure, finished_at=at, holds=holds, progress=None
            )
            if item is not None:
                await self.telling.failed(item, failure)

    async def move(self, asked: Order, state: State, **changes: object) -> Item | None:
        """Change the state and announce it; None if the order is void or the state forbids it."""
        async with transaction():
            item = await moving.move(
                asked.download, state, at=self.clock(), ticket=asked.ticket, **changes
            )
            if item is not None:
                await self.telling.changed(item)
        return item

    async def _shelf(self) -> Shelf:
        media = await self.media_dir()
        destination = await self.plex.destination()
        return Shelf(media, media if destination is None else destination.root)


_NO_PLEX = InPlex(connected=False, message="No Plex server is connected.")


def _told(failed: FetchFailedError, next_try: datetime | None) -> Failure:
    return failures.tell(
        failed.kind, failed.said, next_try=next_try, free=failed.free, needs=failed.needs
    )


def _still_there(item: Item) -> bool:
    fetched = item.fetched
    if fetched is None:
        return False
    return Path(fetched.path).is_file() or is_published(item.target, fetched)


async def _unless_cancelled(work: Awaitable[None], run: Run) -> None:
    """Do `work`; end it the moment that somebody cancels the job."""
    task = asyncio.ensure_future(work)  # noqa: TID251 - awaited below, whatever happens
    cancelled = asyncio.ensure_future(run.cancelled.wait())  # noqa: TID251 - the same
    try:
        await asyncio.wait({task, cancelled}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        cancelled.cancel()
        if not task.done():
            task.cancel()
        await asyncio.gather(task, cancelled, return_exceptions=True)
    if task.cancelled():
        return
    task.result()
