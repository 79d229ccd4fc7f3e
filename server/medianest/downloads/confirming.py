"""The last step: Plex takes the file in, and everyone is told."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import structlog

from medianest.downloads import failures
from medianest.downloads.fetching import PlexServer
from medianest.downloads.queries import moving
from medianest.downloads.queries.moving import Item
from medianest.downloads.schemas import Failure, InPlex
from medianest.downloads.states import State
from medianest.downloads.telling import Telling
from medianest.downloads.work import CONFIRM, Order, order
from medianest.infra.database import transaction
from medianest.infra.jobs import GiveUpError, Jobs, RetryLaterError, Run
from medianest.kit.clock import Clock, now
from medianest.kit.errors import MediaNestError, OutsideError, UnavailableError
from medianest.plex.errors import PlexError, PlexNotConnectedError

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Confirming:
    """Has published files taken in by Plex."""

    plex: PlexServer
    telling: Telling
    jobs: Jobs
    clock: Clock = now
    on_arrived: list[Callable[[UUID], Awaitable[None]]] = field(default_factory=list)
    """Told, inside of the transaction, of each download that can be watched in Plex."""

    async def work(self, asked: Order, _: Run) -> None:
        """Let Plex take in one file; nothing if that is done or void."""
        item = await moving.get(asked.download)
        if item is None or item.file is None or item.ticket != asked.ticket:
            return
        if item.state is not State.SCANNING:
            return
        try:
            found = await self.plex.place(Path(item.file.path), collection=_collection(item))
        except PlexNotConnectedError:
            await self._arrived(item, InPlex(connected=False, message=_NONE), awaits_plex=True)
        except MediaNestError as failure:
            await self._not_taken(item, asked, failure)
        else:
            seen = InPlex(
                connected=True,
                rating_key=found.rating_key,
                library=found.library,
                collection=found.collection,
                url=found.url,
            )
            await self._arrived(item, seen, awaits_plex=False)

    async def given_up(self, asked: Order, reason: str) -> None:
        """The queue has buried the job: Plex did not take the file in."""
        item = await moving.get(asked.download)
        if item is not None and item.ticket == asked.ticket and item.state is State.SCANNING:
            await self._refused(item, reason)

    async def catch_up(self) -> int:
        """Bring into Plex what was published while none was connected; how many there are."""
        waiting = await moving.awaiting_plex()
        for download in waiting:
            async with transaction():
                item = await moving.move(download, State.SCANNING, at=self.clock())
                if item is not None:
                    await order(self.jobs, CONFIRM, item)
                    await self.telling.changed(item)
        return len(waiting)

    async def _arrived(self, item: Item, seen: InPlex, *, awaits_plex: bool) -> None:
        async with transaction():
            done = await moving.move(
                item.id,
                State.AVAILABLE,
                at=self.clock(),
                ticket=item.ticket,
                plex=seen,
                failure=None,
                awaits_plex=awaits_plex,
                finished_at=item.finished_at or self.clock(),
            )
            if done is None:
                return
            await self.telling.changed(done)
            # Those that were there before Plex was connected have been announced.
            if not item.awaits_plex:
                await self.telling.ready(done)
            for listener in self.on_arrived if not awaits_plex else ():
                await listener(item.id)

    async def _not_taken(self, item: Item, asked: Order, failure: MediaNestError) -> None:
        log.info("plex_did_not_take", download=str(item.id), code=failure.code)
        if _is_passing(failure):
            note = InPlex(connected=True, message=failure.detail)
            async with transaction():
                await moving.note_plex(item.id, note, at=self.clock())
                await self.telling.changed(item)
            raise RetryLaterError(failure.detail)
        await self.given_up(asked, failure.detail)
        raise GiveUpError(failure.detail)

    async def _refused(self, item: Item, reason: str) -> None:
        told = failures.tell("plex", reason)
        note = InPlex(connected=True, message=reason)
        # What could be watched before Plex was connected has not failed because of Plex.
        was_there = item.awaits_plex
        async with transaction():
            done = await moving.move(
                item.id,
                State.AVAILABLE if was_there else State.FAILED,
                at=self.clock(),
                ticket=item.ticket,
                plex=note,
                failure=None if was_there else told,
                finished_at=self.clock(),
            )
            if done is not None:
                await self._tell_refused(done, told, was_there=was_there)

    async def _tell_refused(self, item: Item, failure: Failure, *, was_there: bool) -> None:
        await self.telling.changed(item)
        if not was_there:
            await self.telling.failed(item, failure)


_NONE = "No Plex server is connected."


def _is_passing(failure: MediaNestError) -> bool:
    if isinstance(failure, PlexError):
        return failure.retryable
    return isinstance(failure, OutsideError | UnavailableError)


def _collection(item: Item) -> str | None:
    """Videos are collected by their channel; what has none, by the site it came from."""
    return item.channel or (item.video.site if item.video else "") or None
