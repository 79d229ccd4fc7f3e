"""What the household asks for, as routes, jobs and other slices use it."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from uuid import UUID

import msgspec

from medianest.accounts import Principal
from medianest.catalog.standing import RequestMark
from medianest.kit import paging
from medianest.kit.errors import MediaNestError
from medianest.kit.media import TitleKey
from medianest.kit.totals import Totals
from medianest.kit.wire import Page
from medianest.requests.asking import Asked, Asking
from medianest.requests.errors import NoSuchRequestError
from medianest.requests.facts import Asker
from medianest.requests.moves import Moves, OnChange
from medianest.requests.queries import narrowing, present, reading
from medianest.requests.queries.narrowing import Filter
from medianest.requests.queries.reading import PosterOf
from medianest.requests.quotas.service import Quotas
from medianest.requests.reconciling import Reconciling
from medianest.requests.said import Said
from medianest.requests.schemas import (
    Approval,
    AskFor,
    Bulk,
    BulkOutcome,
    Counts,
    Refused,
    Request,
    Sort,
)
from medianest.requests.states import State
from medianest.requests.steering import Steering
from medianest.requests.telling import MANAGE


@dataclass(frozen=True, slots=True)
class Requests:
    """Everything there is to do with requests; `steering` and `quotas` are called directly."""

    asking: Asking
    steering: Steering
    moves: Moves
    reconciling: Reconciling
    quotas: Quotas
    poster: PosterOf
    totals: Totals[Counts]

    @property
    def on_change(self) -> list[OnChange]:
        """Who acts, in the same transaction, when a request moved or grew."""
        return self.moves.listeners

    async def ask(self, who: Asker, wanted: AskFor, *, via: str = "web") -> Asked:
        """Make a request, or join the one that is after the same; see `Asking.ask`."""
        asked = await self.asking.ask(who, wanted, via=via)
        self.totals.clear()
        return asked

    async def moved(
        self, request: UUID, to: State, *, by: UUID | None = None, note: str = "", cause: str = ""
    ) -> bool:
        """Move a request; False if its state forbids it, or `cause` has moved it before."""
        moved = await self.moves.to(request, to, by=by, said=Said(note), cause=cause)
        self.totals.clear()
        return moved is not None

    async def marks(
        self, keys: Collection[TitleKey], viewer: UUID
    ) -> dict[TitleKey, list[RequestMark]]:
        """The open requests for titles, as everybody sees them on the title."""
        return await present.marks(keys, viewer) if keys else {}

    async def reconcile(self, keys: Collection[TitleKey]) -> None:
        """Bring what Plex and the catalogue have of these titles into the requests for them."""
        await self.reconciling.reconcile(keys)
        self.totals.clear()

    async def page(
        self, me: Principal, wanted: Filter, *, sort: Sort, cursor: str, limit: int
    ) -> Page[Request]:
        """A stretch of the requests that `me` may see."""
        manages = me.may(MANAGE)
        after = paging.read(cursor, narrowing.After)
        words = narrowing.narrowed(wanted, sees_all=manages, sort=sort, after=after)
        found = await reading.page(
            me.id, words, manages=manages, poster=self.poster, limit=limit + 1
        )
        shown = found[:limit]
        more = narrowing.cursor_of(shown[-1], sort) if len(found) > limit else None
        counts = await self.counts(me, wanted)
        return Page(items=shown, total=counts.all, next_cursor=more)

    async def counts(self, me: Principal, wanted: Filter) -> Counts:
        """How many requests of each state `me` may see."""
        sees_all = me.may(MANAGE)
        key = (None if sees_all and not wanted.mine else me.id, wanted)
        counts = self.totals.get(key)
        if counts is None:
            counts = await narrowing.counts(me.id, wanted, sees_all=sees_all)
            self.totals[key] = counts
        return counts

    async def one(self, me: Principal, request: UUID) -> Request:
        """The request, if `me` may see it."""
        found = await reading.one(request, me.id, manages=me.may(MANAGE), poster=self.poster)
        if found is None:
            raise NoSuchRequestError
        return found

    async def detail(self, me: Principal, request: UUID) -> Request:
        """The same, with all that became of it."""
        found = await self.one(me, request)
        return msgspec.structs.replace(found, timeline=await reading.timeline(request))

    async def bulk(self, me: Principal, wanted: Bulk) -> BulkOutcome:
        """The same for many, each in its own transaction."""
        act = self._act(wanted)
        done, refused = list[UUID](), list[Refused]()
        for request in dict.fromkeys(wanted.ids):
            try:
                await act(me, request)
            except MediaNestError as why:
                refused.append(Refused(id=request, code=why.code, detail=why.detail))
            else:
                done.append(request)
        self.totals.clear()
        return BulkOutcome(done=done, refused=refused)

    def _act(self, wanted: Bulk) -> Callable[[Principal, UUID], Awaitable[None]]:
        steering = self.steering

        async def approve(me: Principal, request: UUID) -> None:
            await steering.approve(me, request, Approval())

        async def decline(me: Principal, request: UUID) -> None:
            await steering.decline(me, request, wanted.reason)

        actions = {
            "approve": approve,
            "decline": decline,
            "cancel": steering.cancel,
            "retry": steering.retry,
        }
        return actions[wanted.action]
