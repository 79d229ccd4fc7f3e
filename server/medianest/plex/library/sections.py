"""Reading one library: all of it, what has changed, or single items."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog
from msgspec.structs import replace

from medianest.plex.gateway import Pages, RawItem
from medianest.plex.library import lists
from medianest.plex.library.errors import HalfAnswerError
from medianest.plex.library.guard import Count, must_ask
from medianest.plex.library.items import Item, in_trash, read
from medianest.plex.library.queries import items
from medianest.plex.library.queries.shelves import Shelf
from medianest.plex.library.schemas import SectionReport
from medianest.plex.library.storing import Storing, Tally

log = structlog.get_logger()
Progress = Callable[[float], Awaitable[None]]

_FEW = 50
_ASK = "Most of what was here is missing. It stays listed until somebody says that it is gone."
_GONE = "Plex does not name this library any more. What was in it stays listed."
_STILL_THERE = "Plex left items out of its list that it still has."


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A library as it stands here and there; `doubtful` says why its list may be wrong.

    `agreed` is how many items the owner has agreed to lose.
    """

    shelf: Shelf
    named: bool
    doubtful: str = ""
    agreed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """Reads libraries of one server into the tables."""

    pages: Pages
    storing: Storing
    server: str
    most_deleted: float

    async def whole(self, shown: Shown, progress: Progress) -> SectionReport:
        """Read everything, and mark what is gone unless that needs to be asked first."""
        shelf, tally = shown.shelf, self._tally(shown.shelf)
        kinds = lists.KINDS.get(shelf.type, ())
        seen: dict[str, list[int]] = {kind: [] for kind in kinds}
        for number, kind in enumerate(kinds if shown.named else ()):
            async for keys, part in self._kind(tally, kind):
                seen[kind] += keys
                await progress((number + part) / len(kinds))
        return await self._settle(shown, tally, seen)

    async def changes(self, shelf: Shelf) -> SectionReport:
        """Read what has changed since the library was read last."""
        tally, keys = self._tally(shelf), set[int]()
        for kind in lists.KINDS.get(shelf.type, ()):
            if kind == "collection":
                await self._collections(tally, everything=False)
            elif shelf.changes_from is not None:
                keys |= await lists.changed(self.pages, shelf.key, kind, shelf.changes_from)
        async for raws in lists.still_known(self.pages, sorted(keys)):
            await self._store(tally, raws)
        return await self._report(shelf, tally)

    async def single(self, shelf: Shelf, keys: Sequence[int]) -> tuple[SectionReport, bool]:
        """Look at single items; whether too many of them are gone to believe it."""
        tally, there = self._tally(shelf), set[int]()
        async for raws in lists.still_known(self.pages, keys):
            own = [raw for raw in raws if raw.section in {None, shelf.key}]
            await self._store(tally, own)
            there.update(raw.rating_key for raw in own if not in_trash(raw))
        gone = await self._stored_by_kind(shelf.key, set(keys) - there)
        counts = await self._counts(shelf.key, gone)
        doubtful = must_ask(counts, most=self.most_deleted, doubtful=False)
        if not doubtful:
            await self.storing.remove(tally, [key for kind in gone.values() for key in kind])
        return await self._report(shelf, tally), doubtful

    async def has_lost_some(self, shelf: Shelf) -> bool:
        """Whether the server counts fewer items of a kind than are stored."""
        stored = await items.counts(self.server, shelf.key)
        for kind in lists.KINDS.get(shelf.type, ()):
            known = stored.get(kind, 0)
            if known and await lists.count(self.pages, shelf.key, kind) < known:
                return True
        return False

    def _tally(self, shelf: Shelf) -> Tally:
        return Tally(server=self.server, library=shelf.key, quiet=shelf.synced_at is None)

    async def _kind(self, tally: Tally, kind: str) -> AsyncIterator[tuple[list[int], float]]:
        if kind == "collection":
            yield await self._collections(tally, everything=True), 1.0
            return
        hdr, read_so_far = None, set[int]()
        total = 0
        async for raws, total in lists.whole(self.pages, tally.library, kind):
            if hdr is None:
                hdr = await lists.in_hdr(self.pages, tally.library, kind, total)
            await self._store(tally, raws, hdr)
            read_so_far.update(raw.rating_key for raw in raws)
            yield [raw.rating_key for raw in raws if not in_trash(raw)], len(read_so_far) / total
        if len(read_so_far) != total:
            raise HalfAnswerError("Plex sent items twice and left others out.")

    async def _collections(self, tally: Tally, *, everything: bool) -> list[int]:
        keys: list[int] = []
        async for raws, _ in lists.whole(self.pages, tally.library, "collection"):
            different = await self._store(tally, raws)
            for item in raws if everything else different:
                found = await lists.members(self.pages, item.rating_key)
                await items.set_members(self.server, item.rating_key, found)
            keys += [raw.rating_key for raw in raws]
        return keys

    async def _store(
        self, tally: Tally, raws: Sequence[RawItem], hdr: frozenset[int] | None = None
    ) -> list[Item]:
        found: list[Item] = []
        # Making sense of a stretch at once would take some milliseconds of everybody's time.
        for start in range(0, len(raws), _FEW):
            await asyncio.sleep(0)
            found += read(raws[start : start + _FEW], hdr=hdr or frozenset())
        await asyncio.sleep(0)
        return await self.storing.store(tally, found)

    async def _settle(
        self, shown: Shown, tally: Tally, seen: Mapping[str, list[int]]
    ) -> SectionReport:
        shelf = shown.shelf
        gone = {
            kind: await items.unseen(self.server, shelf.key, kind, keys)
            for kind, keys in seen.items()
        }
        counts = await self._counts(shelf.key, gone)
        empty = any(
            not keys and counts[kind].stored for kind, keys in seen.items() if kind != "collection"
        )
        doubtful = bool(shown.doubtful) or not shown.named or empty
        if must_ask(counts, most=self.most_deleted, doubtful=doubtful, agreed=shown.agreed):
            return await self._held(shown, tally, sum(len(keys) for keys in gone.values()))
        reason = await self._remove(tally, [key for keys in gone.values() for key in keys])
        return await self._report(shelf, tally, reason)

    async def _held(self, shown: Shown, tally: Tally, gone: int) -> SectionReport:
        reason = _ASK if shown.named else _GONE
        report = await self._report(shown.shelf, tally, shown.doubtful or reason)
        log.warning("plex_sync_held", library=shown.shelf.key, gone=gone, stored=tally.seen)
        return replace(report, state="held", would_delete=gone)

    async def _remove(self, tally: Tally, keys: Sequence[int]) -> str:
        # A list says what is there; that something is gone is asked about one by one.
        there = set[int]()
        async for raws in lists.still_known(self.pages, keys):
            there.update(raw.rating_key for raw in raws if not in_trash(raw))
        await self.storing.remove(tally, [key for key in keys if key not in there])
        return _STILL_THERE if there else ""

    async def _counts(self, library: int, gone: Mapping[str, Sequence[int]]) -> dict[str, Count]:
        stored = await items.counts(self.server, library)
        return {
            kind: Count(stored=stored.get(kind, 0), gone=len(keys)) for kind, keys in gone.items()
        }

    async def _stored_by_kind(self, library: int, keys: set[int]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for key, (place, kind) in (await items.places(self.server, sorted(keys))).items():
            if place == library:
                found.setdefault(kind, []).append(key)
        return found

    async def _report(self, shelf: Shelf, tally: Tally, reason: str = "") -> SectionReport:
        return SectionReport(
            key=shelf.key,
            title=shelf.title,
            type=shelf.type,
            seen=tally.seen,
            added=tally.added,
            updated=tally.updated,
            deleted=tally.deleted,
            unmatched=await items.unmatched(self.server, shelf.key),
            reason=reason,
        )
