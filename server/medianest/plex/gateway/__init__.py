"""Every call to the Plex server: in a thread, through its `Outside`, failures named."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import requests  # noqa: TID251 - plexapi speaks through a session of it
import stamina
from plexapi import exceptions
from plexapi.collection import Collection as PlexCollection
from plexapi.server import PlexServer

from medianest.infra.http import HttpClient
from medianest.infra.outside import (
    Outside,
    OutsideBusyError,
    OutsideDownError,
    OutsideTimeoutError,
)
from medianest.plex.errors import (
    PlexGoneError,
    PlexPausedError,
    PlexTokenRefusedError,
    PlexUnreachableError,
)
from medianest.plex.gateway import _found
from medianest.plex.gateway._clearing import Clearing
from medianest.plex.gateway._contact import (
    MALFORMED,
    Address,
    first_contact,
    introduce,
    unreachable,
)
from medianest.plex.gateway._documents import RawItem, RawMedia, RawPage, RawSection
from medianest.plex.gateway._found import FoundCollection, FoundItem, FoundLibrary
from medianest.plex.gateway._live import Live, RawSession
from medianest.plex.gateway._pages import Pages
from medianest.plex.schemas import PlexServerInfo

__all__ = [
    "Address",
    "Clearing",
    "FoundCollection",
    "FoundItem",
    "FoundLibrary",
    "Gateway",
    "Live",
    "Pages",
    "RawItem",
    "RawMedia",
    "RawPage",
    "RawSection",
    "RawSession",
]

T = TypeVar("T")

_LARGEST_PAGE = 32_000_000
_TYPES = {"movie": 1, "show": 2, "season": 3, "episode": 4}


class Gateway:
    """The Plex server as async functions. Reads are tried again, changes are not."""

    def __init__(self, outside: Outside, *, client_id: str, version: str = "") -> None:
        self.outside = outside
        self._servers: dict[Address, PlexServer] = {}
        self._headers = introduce(client_id, version)

    async def about(self, at: Address) -> PlexServerInfo:
        """Ask the server who it is, anew."""

        def ask(_: PlexServer) -> PlexServerInfo:
            self._servers.pop(at, None)
            server = self._server(at)
            return PlexServerInfo(
                id=server.machineIdentifier,
                name=server.friendlyName or "Plex",
                version=server.version or "",
                platform=server.platform or "",
            )

        return await self._read("about", at, ask)

    async def libraries(self, at: Address) -> list[FoundLibrary]:
        """Every library of the server."""
        return await self._read(
            "libraries",
            at,
            lambda server: [_found.library(found) for found in _found.sections(server)],
        )

    @asynccontextmanager
    async def pages(self, at: Address) -> AsyncIterator[Pages]:
        """The server's long lists, over connections that stay open while inside."""
        headers = {**self._headers, "X-Plex-Token": at.token, "Accept": "application/json"}
        client = HttpClient(self.outside, at.url, headers=headers, max_bytes=_LARGEST_PAGE)
        async with client:
            yield Pages(at, client)

    async def scan(self, at: Address, library: int, folder: str | None) -> None:
        """Ask for a scan of one folder, or of the whole library."""
        await self._call(
            "scan", at, lambda server: _found.section(server, library).update(path=folder) and None
        )

    async def is_scanning(self, at: Address, library: int) -> bool:
        """Whether the library is being scanned right now."""
        return await self._read(
            "is_scanning", at, lambda server: bool(_found.section(server, library).refreshing)
        )

    async def newest(
        self, at: Address, library: int, kind: str, *, start: int, size: int
    ) -> list[FoundItem]:
        """A stretch of the library's items, those added last first."""
        key = f"/library/sections/{library}/all?type={_TYPES[kind]}&sort=addedAt:desc"

        def ask(server: PlexServer) -> list[FoundItem]:
            found = server.fetchItems(
                key, container_start=start, container_size=size, maxresults=size
            )
            return [_found.item(item) for item in found]

        return await self._read("newest", at, ask)

    async def collection(self, at: Address, key: int) -> FoundCollection | None:
        """The collection of that key, if it still is one."""

        def ask(server: PlexServer) -> FoundCollection | None:
            try:
                found = server.fetchItem(key)
            except exceptions.NotFound:
                return None
            return _found.collection(found) if isinstance(found, PlexCollection) else None

        return await self._read("collection", at, ask)

    async def find_collection(
        self, at: Address, library: int, title: str, subtype: str
    ) -> FoundCollection | None:
        """The ordinary collection of exactly that title that holds that type."""

        def ask(server: PlexServer) -> FoundCollection | None:
            for found in _found.section(server, library).collections(title=title):
                if (found.title, found.subtype, bool(found.smart)) == (title, subtype, False):
                    return _found.collection(found)
            return None

        return await self._read("find_collection", at, ask)

    async def create_collection(
        self, at: Address, library: int, title: str, item: int
    ) -> FoundCollection:
        """Make a collection; Plex keeps none without an item."""

        def make(server: PlexServer) -> FoundCollection:
            section = _found.section(server, library)
            first = server.fetchItem(item)
            return _found.collection(section.createCollection(title, items=[first]))

        return await self._call("create_collection", at, make)

    async def add_to_collection(self, at: Address, collection: int, item: int) -> bool:
        """Add the item in place; False when it was in it already."""

        def add(server: PlexServer) -> bool:
            found = server.fetchItem(collection)
            members = found.fetchItems(f"{found.key}/children", container_size=1000)
            if any(member.ratingKey == item for member in members):
                return False
            found.addItems([server.fetchItem(item)])
            return True

        return await self._call("add_to_collection", at, add)

    async def _read(self, operation: str, at: Address, work: Callable[[PlexServer], T]) -> T:
        async for attempt in stamina.retry_context(
            on=_worth_another_try, attempts=3, wait_initial=0.1, wait_max=1.0, wait_jitter=0.1
        ):
            with attempt:
                return await self._call(operation, at, work)
        raise AssertionError("unreachable: stamina raises the last failure")

    async def _call(self, operation: str, at: Address, work: Callable[[PlexServer], T]) -> T:
        try:
            async with self.outside.call(operation):
                return await asyncio.to_thread(self._run, at, work)
        except (OutsideDownError, OutsideBusyError) as refused:
            raise PlexPausedError from refused
        except OutsideTimeoutError as late:
            raise PlexUnreachableError(f"Plex at {at.url} took too long to answer.") from late

    def _run(self, at: Address, work: Callable[[PlexServer], T]) -> T:
        server = self._server(at)
        try:
            return work(server)
        except exceptions.Unauthorized as refused:
            raise PlexTokenRefusedError from refused
        except exceptions.NotFound as gone:
            raise PlexGoneError from gone
        except requests.RequestException as failed:
            raise unreachable(at, failed) from failed
        except (exceptions.PlexApiException, *MALFORMED) as wrong:
            raise PlexUnreachableError(
                f"Plex at {at.url} answered with something that cannot be understood."
            ) from wrong

    def _server(self, at: Address) -> PlexServer:
        known = self._servers.get(at)
        if known is None:
            known = self._servers[at] = first_contact(at, timeout=self.outside.timeout)
        return known


def _worth_another_try(failure: Exception) -> bool:
    return isinstance(failure, PlexUnreachableError) and not isinstance(failure, PlexPausedError)
