"""What Plex and the catalogue have now, brought into the requests: all of it may be repeated."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

import structlog

from medianest.infra.database import transaction
from medianest.infra.jobs import Jobs, RetryLaterError, Run
from medianest.kit.clock import Clock, now
from medianest.kit.errors import NotFoundError, OutsideError, UnavailableError
from medianest.kit.media import TitleKey
from medianest.requests.facts import Catalog
from medianest.requests.knowing import Knowing, Known
from medianest.requests.moves import Change, Moves
from medianest.requests.queries import asking, locks, moving, present
from medianest.requests.queries.moving import Item
from medianest.requests.said import Said
from medianest.requests.settling import Settling
from medianest.requests.states import FINAL, State
from medianest.requests.wishes import LATER, SHOW, Count, Part, covered, regular
from medianest.requests.work import DESCRIBE, RECONCILE, Describe, Reconcile, subject

log = structlog.get_logger()
_AT_ONCE = 100
_UNDER_WAY = frozenset({State.APPROVED, State.SUBMITTED, State.PROCESSING, State.AVAILABLE})
_ARRIVED = frozenset({State.PARTIALLY_AVAILABLE, State.AVAILABLE})


@dataclass(frozen=True, slots=True)
class Reconciling:
    """Keeps requests true to what there is."""

    knowing: Knowing
    catalog: Catalog
    moves: Moves
    jobs: Jobs
    plex_connected: Callable[[], Awaitable[bool]]
    settling: Settling
    clock: Clock = now

    async def changed(self, keys: Collection[TitleKey]) -> None:
        """Have a look at these titles later on; in the transaction that changed them."""
        wanted = await present.open_keys(keys)
        for start in range(0, len(wanted), _AT_ONCE):
            await self.jobs.enqueue(RECONCILE, Reconcile(wanted[start : start + _AT_ONCE]))

    async def reconcile(self, keys: Collection[TitleKey]) -> None:
        """Bring what Plex and the catalogue have of these titles into the requests for them."""
        for key in keys:
            async with transaction():
                await locks.title(key)
                for request in await present.open_requests(key):
                    await self._one(request)

    async def work(self, asked: Reconcile, run: Run) -> None:
        """The job of `changed`."""
        for done, key in enumerate(asked.keys):
            await self.reconcile([key])
            await run.progress((done + 1) / len(asked.keys))

    async def describe(self, asked: Describe, _: Run) -> None:
        """Find out what a request is for, and tell of it; it fails if there is no such title.

        Managers hear of it by its name, or by its number if that cannot be had at once.
        """
        item = await moving.get(asked.request)
        if item is None or item.state in FINAL:
            return
        try:
            await self.catalog.fetch(item.key)
        except NotFoundError as missing:
            await self._tell(asked, item)
            said = Said(f"{missing.detail}.", missing.code)
            await self.moves.to(item.id, State.FAILED, said=said, reason=said.text)
        except (OutsideError, UnavailableError) as away:
            await self._tell(asked, item)
            raise RetryLaterError(away.detail) from away
        else:
            await self.reconcile([item.key])
            if asked.undecided:
                await self.settling.described(item)

    async def _tell(self, asked: Describe, item: Item) -> None:
        # Whoever looks a title up later on finds managers told, however long ago.
        if asked.undecided:
            await self.settling.tell(item)

    async def sweep(self) -> None:
        """Look at everything that is asked for: what no news told is found out in the end."""
        async with transaction():
            for request in await present.unnamed():
                about = subject(request)
                await self.jobs.enqueue(
                    DESCRIBE, Describe(request), subject=about, unique=f"describe:{request}"
                )
            await self.changed(await present.all_open_keys())

    async def _one(self, request: UUID) -> None:
        item = await moving.locked(request)
        if item is None:
            return
        known = await self.knowing.of(item.key, is4k=item.is4k)
        widened = await self._widen(item, known)
        described = known.title is not None and await present.describe(
            item.id, known.title, newest_season=known.newest_season
        )
        parts = await moving.parts(item.id)
        if widened or not item.title:
            await present.charge(item.id, known.cost(parts))
        # Without Plex there is nothing to compare with, and somebody else's word counts.
        counted = await self.plex_connected() and await self._count(item, known, parts, widened)
        if widened or described or counted:
            await self._changed(item.id, grown=bool(widened))

    async def _count(
        self, item: Item, known: Known, parts: Collection[Part], widened: Collection[Part]
    ) -> bool:
        """Bring in what Plex has; False if that is no news."""
        counts = known.counts(parts)
        counted = await present.store_counts(
            item.id, counts, plex_url=known.presence.plex_url, at=self.clock()
        )
        target = stands(item, counts)
        if target is item.state:
            return counted
        # Nothing went away if it is only more that is waited for.
        quiet = bool(widened) and target is State.PARTIALLY_AVAILABLE
        way = item.fulfilled_by or "plex"
        await self.moves.to(item.id, target, quiet=quiet, fulfilled_by=way)
        return False

    async def _widen(self, item: Item, known: Known) -> set[Part]:
        """Add the seasons that have become known, or exist now; which ones."""
        if known.film or not known.described:
            return set()
        parts = await moving.parts(item.id)
        new = _seasons(item, known, parts)
        taken = await asking.asked(item.key, is4k=item.is4k, without=item.id)
        free = {part for part in new if part not in parts and not covered(part, taken)}
        if not free:
            return set()
        if SHOW in parts:
            await asking.drop_parts(item.id, [SHOW])
        await asking.add_parts(item.id, item.key, known.counts(free), is4k=item.is4k)
        if item.newest_season >= 0:
            await self._note(item, free)
        return free

    async def _note(self, item: Item, added: Collection[Part]) -> None:
        numbers = ", ".join(str(part.season) for part in sorted(added))
        await moving.note(
            item.id,
            item.state,
            at=self.clock(),
            by=None,
            said=Said(f"Season {numbers} was added.", "request.season_added"),
            cause=f"season:{numbers}",
        )

    async def _changed(self, request: UUID, *, grown: bool) -> None:
        item = await moving.get(request)
        if item is None:
            return
        await self.moves.telling.changed(item)
        if grown:
            await self.moves.announce(Change(item, item.state))


def _seasons(item: Item, known: Known, parts: Mapping[Part, Count]) -> set[Part]:
    there = {Part(number) for number in regular(known.facts)}
    if SHOW in parts:
        return there
    if LATER in parts and item.newest_season >= 0:
        return {part for part in there if part.season > item.newest_season}
    return set()


def stands(item: Item, counts: Mapping[Part, Count]) -> State:
    """The state that a request belongs in, by what Plex has of it."""
    real = [count for part, count in counts.items() if part != LATER]
    if real and all(count.complete for count in real):
        return State.AVAILABLE
    if item.fulfilled_by == "link":
        # Plex knows a fetched video by its file, not as this title.
        return item.state
    if any(count.available for count in real):
        return State.PARTIALLY_AVAILABLE if item.state in _UNDER_WAY else item.state
    return State.PROCESSING if item.state in _ARRIVED else item.state
