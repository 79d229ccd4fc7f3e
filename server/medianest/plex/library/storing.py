"""Keeps the tables like what was read, in small transactions, and says what has changed."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field

from medianest.accounts.queries import people
from medianest.infra.database import transaction
from medianest.infra.events import LiveEvents
from medianest.infra.events import people as to_people
from medianest.kit.clock import Clock
from medianest.kit.media import TitleKey
from medianest.plex.library import events
from medianest.plex.library.items import Item
from medianest.plex.library.queries import items, reading
from medianest.plex.library.queries.items import Written

Changed = Callable[[Collection[TitleKey]], Awaitable[None]]
MOST_NAMED = 50
_NAMED = frozenset({"movie", "episode", "album"})
_AT_ONCE = 500
_FIRST_SURVEY, _GREW = 1000, 8


@dataclass(slots=True, kw_only=True)
class Tally:
    """One library of one server, and what was done to it so far.

    With `quiet`, nothing new is announced: a library that is read for the first time is no news.
    With so many added as `survey_at` says, Postgres is to look at the table again.
    """

    server: str
    library: int
    quiet: bool
    seen: int = 0
    added: int = 0
    updated: int = 0
    deleted: int = 0
    named: int = 0
    survey_at: int = _FIRST_SURVEY


@dataclass(frozen=True, slots=True)
class Storing:
    """Writes what differs; those of `on_changed` hear of it inside of the same transaction."""

    live: LiveEvents
    clock: Clock
    on_changed: list[Changed] = field(default_factory=list)

    async def store(self, tally: Tally, read: Sequence[Item]) -> list[Item]:
        """Write the items that are new or different; which these are."""
        tally.seen += len(read)
        known = await items.hashes(tally.server, [item.rating_key for item in read])
        different = [item for item in read if known.get(item.rating_key) != item.hash]
        # Others want to be served between one stretch and the next.
        await asyncio.sleep(0)
        if different:
            async with transaction():
                written = await items.save(tally.server, tally.library, different)
                await self.tell(tally.server, written)
                await self._announce(tally, written)
            added = sum(one.added for one in written)
            tally.added += added
            tally.updated += len(written) - added
            if tally.added >= tally.survey_at:
                await items.survey()
                tally.survey_at *= _GREW
        return different

    async def remove(self, tally: Tally, keys: Sequence[int]) -> None:
        """Mark items as gone."""
        for start in range(0, len(keys), _AT_ONCE):
            async with transaction():
                gone = await items.mark_deleted(
                    tally.server, keys[start : start + _AT_ONCE], at=self.clock()
                )
                await self.tell(tally.server, gone)
            tally.deleted += len(gone)
            await asyncio.sleep(0)

    async def tell(self, server: str, written: Sequence[Written]) -> None:
        """Let listeners know of which titles something else is there now."""
        moved = [one for one in written if one.moved]
        titles = await items.titles(server, moved) if moved and self.on_changed else set()
        for listener in self.on_changed if titles else ():
            await listener(titles)

    async def _announce(self, tally: Tally, written: Sequence[Written]) -> None:
        new = [one.id for one in written if one.added and one.type in _NAMED]
        new = [] if tally.quiet else new[: MOST_NAMED - tally.named]
        if not new:
            return
        tally.named += len(new)
        added = events.LibraryAdded(items=await reading.by_ids(new))
        # Titles are named, and nobody would leave out those that somebody may not know of.
        await self.live.announce(events.ADDED, added, to=to_people(*await people.of_any_age()))
