"""What people do with requests that are there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import msgspec
from msgspec import UNSET

from medianest.accounts import Principal
from medianest.accounts.errors import NotPermittedError
from medianest.infra.database import transaction
from medianest.infra.jobs import Jobs
from medianest.kit.ages import allowed
from medianest.kit.clock import Clock, now
from medianest.kit.totals import Totals
from medianest.requests.editing import Editing
from medianest.requests.errors import IllegalMoveError, NoLinksError, NoSuchRequestError
from medianest.requests.facts import Links
from medianest.requests.moves import Change, Moves
from medianest.requests.queries import asking, locks, moving, present
from medianest.requests.queries.moving import Item
from medianest.requests.said import Said
from medianest.requests.schemas import Approval, ChangeRequest, Counts, Fulfilment
from medianest.requests.states import ACTIONS, ASKER_CANCELS, Action, State
from medianest.requests.telling import MANAGE
from medianest.requests.work import DESCRIBE, Describe, subject


@dataclass(frozen=True, slots=True)
class Steering:
    """Lets people steer requests, as far as the request's state and their permissions allow."""

    moves: Moves
    editing: Editing
    jobs: Jobs
    totals: Totals[Counts]
    links: Links | None = None
    clock: Clock = now

    async def approve(self, me: Principal, request: UUID, wanted: Approval) -> None:
        """Let it be fetched: all that was asked for, or the named seasons of it."""
        async with self._steered(me, request, Action.APPROVE) as item:
            if wanted.seasons is not None or wanted.is4k is not None:
                await self.editing.edit(item, _narrower(wanted), asker=None)
            options = msgspec.to_builtins(wanted.options) if wanted.options else None
            await self.moves.to(
                request, State.APPROVED, by=me.id, decided_by=me.id, options=options, reason=None
            )

    async def decline(self, me: Principal, request: UUID, reason: str) -> None:
        """Refuse it for good; whoever is concerned is told `reason`."""
        async with self._steered(me, request, Action.DECLINE):
            await self.moves.to(
                request,
                State.DECLINED,
                by=me.id,
                said=Said(reason),
                decided_by=me.id,
                reason=reason or None,
            )

    async def cancel(self, me: Principal, request: UUID) -> None:
        """Take it back: who asked until it is under way, a manager later too."""
        async with self._steered(me, request, Action.CANCEL) as item:
            if not me.may(MANAGE) and item.state not in ASKER_CANCELS:
                raise _illegal(item, Action.CANCEL)
            await self.moves.to(request, State.CANCELLED, by=me.id)

    async def retry(self, me: Principal, request: UUID) -> None:
        """Try once more what failed."""
        async with self._steered(me, request, Action.RETRY) as item:
            await self.moves.to(request, State.APPROVED, by=me.id, reason=None)
            if not item.title:
                await self.jobs.enqueue(DESCRIBE, Describe(request), subject=subject(request))

    async def edit(self, me: Principal, request: UUID, wanted: ChangeRequest) -> None:
        """Ask for something else instead, of the same title."""
        async with self._steered(me, request, Action.EDIT) as item:
            asker = me if item.requested_by == me.id else None
            await self.editing.edit(item, wanted, asker=asker)
            at = self.clock()
            cause = f"edited:{at.isoformat()}"
            said = Said("Changed what is asked for.", "request.changed")
            await moving.note(request, item.state, at=at, by=me.id, said=said, cause=cause)
            await self._changed(request)

    async def fulfil(self, me: Principal, request: UUID, wanted: Fulfilment) -> None:
        """Say that somebody takes care of it, or have a link fetched for it."""
        download = await self._fetched(me, request, wanted.url)
        async with self._steered(me, request, Action.FULFIL):
            way = "person" if download is None else "link"
            await self.moves.to(
                request,
                State.PROCESSING,
                by=me.id,
                said=Said(wanted.note),
                fulfilled_by=way,
                download=download,
            )
            if download is not None:
                await self.arrived(download)

    async def arrived(self, download: UUID) -> None:
        """Say that the requests a link was fetched for are available, if it is in Plex."""
        if self.links is None or not await self.links.ready(download):
            return
        for request in await moving.by_download(download):
            await self.moves.to(request, State.AVAILABLE, cause=f"download:{download}")

    async def missed(self, download: UUID, reason: str, key: str) -> None:
        """Say that a link will not come, to those whose request it was fetched for."""
        for request in await moving.by_download(download):
            await self.moves.to(request, State.FAILED, said=Said(reason, key), reason=reason)

    async def catch_up(self) -> None:
        """Look for the links that arrived while nobody was told."""
        for download in await present.waiting_for_links():
            await self.arrived(download)

    async def follow(self, me: Principal, request: UUID) -> None:
        """Be told what becomes of it; the title shows everybody that somebody asked for it."""
        item = await moving.get(request)
        if item is None or not allowed(item.min_age, me.age_limit):
            raise NoSuchRequestError
        async with transaction():
            await locks.title(item.key)
            current = await moving.locked(request)
            if current is None:
                raise NoSuchRequestError
            if current.state not in ACTIONS[Action.FOLLOW]:
                raise _illegal(current, Action.FOLLOW)
            if await asking.follow(request, me.id, self.clock()):
                await self.moves.telling.changed(current)

    async def unfollow(self, me: Principal, request: UUID) -> None:
        """Be told no more."""
        async with transaction():
            item = await self._visible(me, request)
            if await asking.unfollow(request, me.id):
                await self.moves.telling.changed(item)

    async def remove(self, me: Principal, request: UUID) -> None:
        """Forget it altogether."""
        async with self._steered(me, request, Action.DELETE) as item:
            await self.moves.telling.removed(item)
            await moving.remove(request)

    async def _visible(self, me: Principal, request: UUID) -> Item:
        item = await moving.visible(request, me.id, sees_all=me.may(MANAGE))
        if item is None:
            raise NoSuchRequestError
        return item

    @asynccontextmanager
    async def _steered(self, me: Principal, request: UUID, action: Action) -> AsyncIterator[Item]:
        """Hold the request, in a transaction, if `me` may do `action` with it now."""
        async with transaction():
            seen = await self._visible(me, request)
            if not me.may(MANAGE) and not _own(action, seen, me):
                raise NotPermittedError
            await locks.person(seen.requested_by)
            await locks.title(seen.key)
            item = await moving.locked(request)
            if item is None:
                raise NoSuchRequestError
            if item.state not in ACTIONS[action]:
                raise _illegal(item, action)
            yield item
        self.totals.clear()

    async def _fetched(self, me: Principal, request: UUID, url: str | None) -> UUID | None:
        # The link's own row is committed first: if all ends here, the same link joins it again.
        if url is None:
            return None
        if self.links is None:
            raise NoLinksError
        item = await self._visible(me, request)
        if item.state not in ACTIONS[Action.FULFIL]:
            raise _illegal(item, Action.FULFIL)
        return await self.links.start(me, url)

    async def _changed(self, request: UUID) -> None:
        item = await moving.get(request)
        if item is not None:
            await self.moves.telling.changed(item)
            await self.moves.announce(Change(item, item.state))


def _own(action: Action, item: Item, me: Principal) -> bool:
    return action in {Action.CANCEL, Action.EDIT} and item.requested_by == me.id


def _narrower(wanted: Approval) -> ChangeRequest:
    return ChangeRequest(
        seasons=UNSET if wanted.seasons is None else wanted.seasons,
        is4k=UNSET if wanted.is4k is None else wanted.is4k,
    )


def _illegal(item: Item, action: Action) -> IllegalMoveError:
    return IllegalMoveError(f"It is {item.state}: that cannot be done ({action}).")
