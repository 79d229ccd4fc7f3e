"""Tells everyone concerned what becomes of a download."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final
from uuid import UUID

from medianest.downloads import events
from medianest.downloads.queries import held_up, reading
from medianest.downloads.queries.moving import Item
from medianest.downloads.quotas.queries import lock_disk, lock_person
from medianest.downloads.schemas import Failure, Progress
from medianest.infra.events import Audience, LiveEvents, holders, people
from medianest.notifications.schemas import Level
from medianest.notifications.service import Notifications

OnFailed = Callable[[UUID, str, str], Awaitable[None]]
# What is full is a person's own, and nothing that the owner has to mend.
_OWN: Final = "over_quota"


@dataclass(frozen=True, slots=True)
class Telling:
    """Live frames while it goes on, a notification at the end; all in the present transaction."""

    live: LiveEvents
    notifications: Notifications
    owners: Callable[[], Awaitable[Sequence[UUID]]]
    """Who can do something about the disk."""
    on_failed: list[OnFailed] = field(default_factory=list)
    """Who else has to know that a download will not come, and why: in words and by its key."""

    async def changed(self, item: Item) -> None:
        """Announce the download as it is now."""
        now = await reading.announced(item.id)
        if now is not None:
            await self.live.announce(events.UPDATED, now, to=await _concerned(item))

    async def removed(self, item: Item) -> None:
        """Announce that it is gone; before the row is."""
        await self.live.announce(
            events.REMOVED, events.Removed(id=item.id), to=await _concerned(item)
        )

    async def moving(self, item: Item, progress: Progress) -> None:
        """Whisper how far it is."""
        frame = events.Moving(
            id=item.id,
            state=item.state,
            stage=item.state,
            percent=progress.percent,
            speed=progress.speed,
            eta=progress.eta,
            downloaded_bytes=progress.downloaded_bytes,
            total_bytes=progress.total_bytes,
        )
        await self.live.whisper(events.PROGRESS, frame, to=await _concerned(item))

    async def ready(self, item: Item, *, only: UUID | None = None) -> None:
        """Tell that the video can be watched."""
        where = f"“{item.title}” is in Plex." if item.awaits_plex is False else ""
        await self._tell(
            item,
            "download.available",
            title=f"Ready: {item.title}",
            body=where or f"“{item.title}” is in the media folder.",
            level="success",
            only=only,
        )

    async def failed(self, item: Item, failure: Failure) -> None:
        """Tell that it will not come, why, and what to do."""
        await self._tell(
            item,
            "download.failed",
            title=f"Not fetched: {item.title or item.url}",
            body=f"{failure.message} {failure.hint}",
            level="error",
            params=_facts(failure),
        )
        for listener in self.on_failed:
            await listener(item.id, failure.message, f"download.{failure.kind}")

    async def unaware(self, item: Item, kind: str) -> Sequence[UUID]:
        """Who does not know yet that downloads are held up by `kind`, now that `item` is.

        Whoever is waiting for the same thing already was told. Ask in the transaction that moves
        `item`, which is locked, before it moves: so of many that begin to wait one is told.
        """
        await lock_person(item.requested_by)
        await lock_disk()
        unaware = set[UUID]()
        if not await held_up.waits_for(kind, person=item.requested_by):
            unaware.add(item.requested_by)
        if kind != _OWN and not await held_up.waits_for(kind):
            unaware.update(await self.owners())
        return sorted(unaware)

    async def waits(self, item: Item, failure: Failure, hear: Sequence[UUID]) -> None:
        """Tell `hear` that downloads wait, what for, and what to do."""
        await self.notifications.tell(
            hear,
            "download.waiting",
            # A disk that comes and goes says one thing at one try and another at the next.
            cause=f"download.waiting:{item.id}:{item.ticket}:{failure.kind}",
            title="Downloads are waiting",
            body=f"{failure.message} {failure.hint}",
            level="warning",
            link="/downloads",
            params={"title": item.title or item.url, **_facts(failure)},
        )

    async def _tell(  # noqa: PLR0913 - the words of one notification
        self,
        item: Item,
        kind: str,
        *,
        title: str,
        body: str,
        level: Level,
        only: UUID | None = None,
        params: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        everybody = [item.requested_by, *await reading.followers(item.id)]
        await self.notifications.tell(
            everybody if only is None else [only],
            kind,
            # One end of one order is told once, however often the work on it is repeated.
            cause=f"{kind}:{item.id}:{item.ticket}",
            title=title,
            body=body,
            level=level,
            link=f"/downloads/{item.id}",
            # What a program needs to act on it; the words are for people.
            params={
                "title": item.title or item.url,
                "downloadId": str(item.id),
                "plexUrl": await reading.plex_url(item.id),
                **params,
            },
        )
        if only is None:
            end = events.Finished(id=item.id, state=item.state, title=item.title)
            await self.live.announce(events.FINISHED, end, to=await _concerned(item))


def _facts(failure: Failure) -> Mapping[str, object]:
    return {
        "reasonKey": failure.kind,
        "reason": failure.message,
        "hint": failure.hint,
        "retryable": failure.retryable,
        "again": failure.next_try is not None,
        "free": failure.free,
        "needs": failure.needs,
    }


async def _concerned(item: Item) -> Audience:
    following = await reading.followers(item.id)
    return people(item.requested_by, *following) | holders("downloads.manage")
