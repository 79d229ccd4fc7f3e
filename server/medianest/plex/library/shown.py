"""The libraries as people look at them; nothing is asked of a server."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from medianest.kit.paging import stretch
from medianest.kit.totals import Totals
from medianest.kit.wire import Page
from medianest.plex.errors import NoSuchLibraryError, PlexNotConnectedError
from medianest.plex.library.errors import NoSuchCollectionError
from medianest.plex.library.queries import reading, shelves
from medianest.plex.library.queries.reading import Wanted
from medianest.plex.library.schemas import CollectionItems, LibraryItem
from medianest.plex.schemas import Collection, Library, Location
from medianest.plex.servers import Servers

_WORD = re.compile(r"\w+")
_ELSEWHERE = "Files are published to the main server alone."


@dataclass(frozen=True, slots=True)
class Shown:
    """What has been read of the libraries, for somebody whose age limit is `age`."""

    servers: Servers
    totals: Totals[int] = field(default_factory=Totals)

    async def libraries(self, main: Sequence[Library]) -> list[Library]:
        """All libraries: those of the main server as described, and those of others."""
        described = {library.key: library for library in main}
        return [
            replace(
                described.get(str(one.key), _plain(one)) if one.service == "plex" else _plain(one),
                server=one.server,
                server_name=one.server_name,
                item_count=one.item_count,
                synced_at=one.synced_at,
            )
            for one in await shelves.every()
        ]

    async def items(  # noqa: PLR0913 - what is asked for
        self, server: str, library: int, wanted: Wanted, *, age: int | None, start: int, limit: int
    ) -> Page[LibraryItem]:
        """A stretch of a library's items. Raises NoSuchLibraryError, PlexNotConnectedError."""
        server = await self._server(server)
        kind = await reading.library_type(server, library)
        if kind is None:
            raise NoSuchLibraryError
        wanted = wanted if wanted.type else replace(wanted, type=kind)
        found = await reading.items(server, library, wanted, age=age, start=start, limit=limit)
        total = await self._count(server, library, wanted, age)
        return stretch(found, start=start, total=total)

    async def collections(self, server: str, library: int, *, age: int | None) -> list[Collection]:
        """A library's collections; for whoever has a limit none, for nobody rates them.

        Raises NoSuchLibraryError, PlexNotConnectedError.
        """
        server = await self._server(server)
        if await reading.library_type(server, library) is None:
            raise NoSuchLibraryError
        return await reading.collections(server, library) if age is None else []

    async def collection(self, server: str, key: int, *, age: int | None) -> CollectionItems:
        """A collection with its items. Raises NoSuchCollectionError, PlexNotConnectedError."""
        server = await self._server(server)
        found = await reading.collection(server, key)
        items = await reading.members(server, key, age=age)
        if found is None or (age is not None and not items):
            raise NoSuchCollectionError
        return CollectionItems(
            rating_key=found.rating_key,
            title=found.title,
            count=found.count,
            items=items,
        )

    async def search(self, words: str, *, age: int | None, limit: int) -> list[LibraryItem]:
        """What fits `words`, in all libraries. Raises PlexNotConnectedError."""
        await self._server("")
        query = " & ".join(f"'{word}':*" for word in _WORD.findall(words))
        return await reading.search(query, words, age=age, limit=limit)

    async def newest(self, *, age: int | None, limit: int) -> list[LibraryItem]:
        """What came into any library last. Raises PlexNotConnectedError."""
        await self._server("")
        return await reading.newest(age=age, limit=limit)

    async def _count(self, server: str, library: int, wanted: Wanted, age: int | None) -> int:
        key = (server, library, replace(wanted, sort="title"), age)
        total = self.totals.get(key)
        if total is None:
            total = await reading.count(server, library, wanted, age=age)
            self.totals[key] = total
        return total

    async def _server(self, wanted: str) -> str:
        if wanted:
            return wanted
        main = await shelves.main_server()
        if main is None and not await self.servers.every():
            raise PlexNotConnectedError
        return main or ""


def _plain(one: shelves.Stored) -> Library:
    return Library(
        key=str(one.key),
        title=one.title,
        type=one.type,
        agent=one.agent,
        scanner=one.scanner,
        locations=[Location(path=path) for path in one.locations],
        fits=False,
        why=_ELSEWHERE,
    )
