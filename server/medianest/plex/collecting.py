"""Collections that are edited in place: one that is pinned somewhere stays pinned."""

import asyncio
from dataclasses import dataclass, field

import structlog

from medianest.infra.database import Lock
from medianest.kit.ids import Ids
from medianest.plex import queries
from medianest.plex.choice import StoredLibrary
from medianest.plex.gateway import Address, FoundItem, Gateway

log = structlog.get_logger()


@dataclass(slots=True)
class Collecting:
    """Puts items into collections by title; makes one with its first item."""

    gateway: Gateway
    ids: Ids
    _locks: dict[str, asyncio.Lock] = field(default_factory=dict)

    async def put(self, at: Address, library: StoredLibrary, title: str, item: FoundItem) -> None:
        """Make sure that `item` is in the collection `title`; any number of times."""
        name = f"{library.id}:{title}"
        here = self._locks.setdefault(name, asyncio.Lock())
        # Two who find none at once would make two.
        async with here, Lock("plex.collection", name).alone():
            key = await self._known(at, library, title, item)
            if key is None:
                made = await self.gateway.create_collection(at, library.key, title, item.key)
                await self._remember(library, title, item, made.key)
                log.info("plex_collection_created", library=library.key, collection=made.key)
                return
            await self.gateway.add_to_collection(at, key, item.key)

    async def _known(
        self, at: Address, library: StoredLibrary, title: str, item: FoundItem
    ) -> int | None:
        stored = await queries.collection_key(library.id, title, item.type)
        if stored is not None:
            found = await self.gateway.collection(at, stored)
            if found is not None and found.subtype == item.type:
                return stored
        # Plex gives new keys when its database is rebuilt; the title stays.
        again = await self.gateway.find_collection(at, library.key, title, item.type)
        if again is None:
            return None
        await self._remember(library, title, item, again.key)
        return again.key

    async def _remember(
        self, library: StoredLibrary, title: str, item: FoundItem, key: int
    ) -> None:
        await queries.remember_collection(self.ids(), library.id, title, item.type, key)
