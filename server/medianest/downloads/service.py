"""The rules of submitting, watching and steering downloads."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog

from medianest.accounts import Principal
from medianest.downloads import failures, links
from medianest.downloads.errors import (
    AlreadyAddedError,
    CannotPreviewError,
    IllegalMoveError,
    MediaFolderMissingError,
    NoPictureError,
    NoSuchDownloadError,
    PrivateLinkError,
    UnknownProfileError,
)
from medianest.downloads.pictures import Picture, Pictures
from medianest.downloads.profiles import PROFILES
from medianest.downloads.publishing import Shelf
from medianest.downloads.queries import moving, reading
from medianest.downloads.queries.moving import Item, NewDownload
from medianest.downloads.quotas.queries import leave
from medianest.downloads.quotas.service import Quotas
from medianest.downloads.runner import FetchFailedError, Runner
from medianest.downloads.schemas import Download, Preview, ProfileChoice
from medianest.downloads.states import State
from medianest.downloads.telling import Telling
from medianest.downloads.waiting import Waiting
from medianest.downloads.work import CONFIRM, FETCH, order, subject
from medianest.infra.database import transaction
from medianest.infra.egress import EgressGuard, EgressRefusedError, UnknownHostError
from medianest.infra.jobs import Jobs
from medianest.infra.storage import StorageError
from medianest.kit.clock import Clock, now
from medianest.kit.ids import Ids, new_id
from medianest.kit.totals import Totals
from medianest.kit.wire import Page

log = structlog.get_logger()

_MANAGE = "downloads.manage"
_BEING_PUBLISHED = "It is just being put into the media folder. Delete it in a moment."
_RESOLVE_WITHIN = 2


@dataclass(frozen=True, slots=True)
class Downloads:
    """What people can do with downloads."""

    jobs: Jobs
    telling: Telling
    guard: EgressGuard
    runner: Runner
    media_dir: Callable[[], Awaitable[Path]]
    pictures: Pictures
    quotas: Quotas
    waiting: Waiting
    default_profile: str = "video-1080p"
    clock: Clock = now
    ids: Ids = new_id
    totals: Totals[int] = field(default_factory=Totals)

    def profiles(self) -> list[ProfileChoice]:
        """The qualities to choose from."""
        return [
            ProfileChoice(name=one.name, label=one.label, default=one.name == self.default_profile)
            for one in PROFILES.values()
        ]

    async def start(self, me: Principal, text: str, profile: str | None) -> Download:
        """Accept a link: its row and its job commit together, then work begins.

        The same link again raises `AlreadyAddedError`; whoever did not submit it first is told
        at the end too, and it costs them nothing. Raises quota errors.
        """
        link = await self._checked(text)
        wanted = profile or self.default_profile
        if wanted not in PROFILES:
            raise UnknownProfileError(f"There is no quality called {wanted[:40]!r}.")
        new = NewDownload(
            id=self.ids(),
            url=link.url,
            link_key=link.key,
            profile=wanted,
            person=me.id,
            at=self.clock(),
        )
        async with transaction():
            existing = None if await moving.add(new) else await self._follow(me, new)
            if existing is None:
                await self.quotas.check(me.id, new.id)
                await order(self.jobs, FETCH, await self._known(new.id))
        if existing is not None:
            raise AlreadyAddedError(existingId=str(existing))
        self.totals.clear()
        log.info("download_submitted", download=str(new.id), host=link.host)
        return await self.one(me, new.id)

    async def preview(self, text: str) -> Preview:
        """Ask the site what a link is, without fetching it."""
        link = await self._checked(text)
        try:
            seen = await self.runner.look(link.url)
        except FetchFailedError as failed:
            failure = failures.tell(failed.kind, failed.said)
            if failed.kind == "playlist":
                return Preview(
                    title=failed.said, channel="", duration=None, live=False, playlist=True
                )
            extra: dict[str, Any] = {"class": failure.kind, "hint": failure.hint}
            raise CannotPreviewError(failure.message, **extra) from failed
        return Preview(
            title=seen.title,
            channel=seen.channel,
            duration=seen.duration,
            live=seen.is_live,
            playlist=seen.is_playlist,
        )

    async def page(
        self, me: Principal, *, which: str | None, before: UUID | None, limit: int
    ) -> Page[Download]:
        """A stretch of the downloads that `me` may see, newest first."""
        states = reading.states_of(which)
        sees_all = me.may(_MANAGE)
        items, cursor = await reading.page(
            me.id, sees_all=sees_all, states=states, before=before, limit=limit
        )
        key = (None if sees_all else me.id, which)
        total = self.totals.get(key)
        if total is None:
            total = await reading.count(me.id, sees_all=sees_all, states=states)
            self.totals[key] = total
        return Page(items=items, total=total, next_cursor=cursor)

    async def one(self, me: Principal, download: UUID) -> Download:
        """The download, if `me` may see it."""
        found = await reading.one(download, me.id, sees_all=me.may(_MANAGE))
        if found is None:
            raise NoSuchDownloadError
        return found

    async def picture(self, me: Principal, download: UUID, *, known: str) -> Picture:
        """Its picture, without content if `known` is an ETag of it."""
        seen = await reading.picture(download, me.id, sees_all=me.may(_MANAGE))
        if seen is None:
            raise NoSuchDownloadError
        (version,) = seen
        if version is None:
            raise NoPictureError
        if version in known:
            return Picture(version, None)
        content = await self.pictures.read(download)
        if content is None:
            raise NoPictureError
        return Picture(version, content)

    async def pause(self, me: Principal, download: UUID) -> Download:
        """Stop fetching, and keep what has arrived."""
        return await self._stop(me, download, State.PAUSED)

    async def cancel(self, me: Principal, download: UUID) -> Download:
        """Stop for good, and throw away what has arrived."""
        stopped = await self._stop(me, download, State.CANCELLED)
        await self._discard(download)
        return stopped

    async def resume(self, me: Principal, download: UUID) -> Download:
        """Go on with a paused download."""
        return await self._restart(me, download, State.PAUSED)

    async def retry(self, me: Principal, download: UUID) -> Download:
        """Try again what failed or was cancelled."""
        return await self._restart(me, download, State.FAILED, State.CANCELLED)

    async def remove(self, me: Principal, download: UUID, *, files: bool) -> None:
        """Forget the download; with `files` also remove what it published."""
        async with transaction():
            item = await self._removable(me, download)
        # First the files: while the row is there, somebody can ask for it again.
        if files and item.file is not None:
            await self._unpublish(Path(item.file.path))
        look = (await self._shelf()).may_stay
        stays = item.file is not None and await asyncio.to_thread(look, Path(item.file.path))
        async with transaction():
            item = await self._removable(me, download)
            await self.jobs.cancel_subject(subject(download))
            await self.telling.removed(item)
            await leave(download, there=stays)
            await moving.remove(download)
            await self.waiting.go_on(item.requested_by)
        self.totals.clear()
        await self._discard(download)
        # One that cannot be removed now goes with the next sweep.
        with suppress(StorageError):
            await self.pictures.forget([download])

    async def _checked(self, text: str) -> links.Link:
        link = links.read(text)
        try:
            async with asyncio.timeout(_RESOLVE_WITHIN):
                await self.guard.check(link.host, link.port)
        except (UnknownHostError, TimeoutError):
            # Name servers fail; the fetching finds out, and tries again.
            pass
        except EgressRefusedError as refused:
            raise PrivateLinkError(refused.detail) from refused
        return link

    async def _follow(self, me: Principal, new: NewDownload) -> UUID | None:
        existing = await moving.same_link(new.link_key, new.profile)
        if existing is None:
            # It was removed or cancelled this very moment, so the place is free again.
            if await moving.add(new):
                return None
            raise AlreadyAddedError
        if existing.requested_by != me.id:
            await moving.follow(self.ids(), existing.id, me.id, self.clock())
            if existing.state is State.AVAILABLE:
                await self.telling.ready(existing, only=me.id)
        return existing.id

    async def _stop(self, me: Principal, download: UUID, state: State) -> Download:
        async with transaction():
            item = await self._steered(me, download)
            # Cancelling throws the parts away, and leaves what has been published.
            frees = state is State.CANCELLED and item.file is None
            freed = {"holds": 0} if frees else {}
            moved = await moving.move(download, state, at=self.clock(), progress=None, **freed)
            if moved is None:
                raise _illegal(item, state)
            await self.jobs.cancel_subject(subject(download))
            await self.telling.changed(moved)
            if state is State.CANCELLED:
                await self.waiting.go_on(item.requested_by)
        self.totals.clear()
        return await self.one(me, download)

    async def _restart(self, me: Principal, download: UUID, *stopped: State) -> Download:
        async with transaction():
            item = await self._steered(me, download)
            target = State.SCANNING if item.file is not None else State.QUEUED
            moved = await moving.restart(download, target, stopped, at=self.clock())
            if moved is None:
                raise _illegal(item, target)
            if _costs(item, target) and item.requested_by == me.id:
                await self.quotas.check(me.id, download)
            await order(self.jobs, CONFIRM if item.file is not None else FETCH, moved)
            await self.telling.changed(moved)
        self.totals.clear()
        return await self.one(me, download)

    async def _known(self, download: UUID) -> Item:
        item = await moving.get(download)
        if item is None:
            raise NoSuchDownloadError
        return item

    async def _steered(self, me: Principal, download: UUID) -> Item:
        item = await moving.steered(download, me.id, steers_all=me.may(_MANAGE))
        if item is None:
            raise NoSuchDownloadError
        return item

    async def _removable(self, me: Principal, download: UUID) -> Item:
        item = await self._steered(me, download)
        if item.state is State.PUBLISHING:
            # Its file arrives in any case, and would be nobody's: in no list and in no quota.
            raise IllegalMoveError(_BEING_PUBLISHED, state=str(item.state))
        return item

    async def _shelf(self) -> Shelf:
        media = await self.media_dir()
        return Shelf(media, media)

    async def _discard(self, download: UUID) -> None:
        # What a process that is just ending still holds goes with the next sweep.
        await asyncio.to_thread((await self._shelf()).discard, download)

    async def _unpublish(self, target: Path) -> None:
        shelf = await self._shelf()
        try:
            await asyncio.to_thread(shelf.unpublish, target)
        except FetchFailedError as failed:
            raise MediaFolderMissingError(failures.tell(failed.kind, "").message) from failed


def _costs(item: Item, target: State) -> bool:
    """Whether it is fetched anew; what was only paused has been counted."""
    return target is State.QUEUED and item.state is not State.PAUSED


def _illegal(item: Item, target: State) -> IllegalMoveError:
    return IllegalMoveError(
        f"It is {item.state}, and cannot become {target}.", state=str(item.state)
    )
