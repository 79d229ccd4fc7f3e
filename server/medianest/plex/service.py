"""The Plex server: connecting it, knowing its libraries, bringing files into them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import structlog

from medianest.infra.database import transaction
from medianest.kit.clock import Clock, now
from medianest.kit.errors import FieldError
from medianest.kit.ids import Ids, new_id
from medianest.monitoring.schemas import ServiceConfig
from medianest.monitoring.service import Services, checked_url, same_place
from medianest.plex import choice, queries
from medianest.plex.choice import Shelf, StoredLibrary, Wish
from medianest.plex.errors import (
    PlexNoLibraryError,
    PlexNotConnectedError,
    PlexTokenRefusedError,
    PlexUnreachableError,
)
from medianest.plex.gateway import Address, FoundLibrary, Gateway
from medianest.plex.placing import Placing, Spot
from medianest.plex.schemas import (
    ConnectedPlex,
    ConnectPlex,
    Destination,
    Library,
    PathMapping,
    PlexItem,
    PlexServerInfo,
    ServerState,
)
from medianest.plex.servers import FIRST, Servers

_ENTER = "Enter a token of the Plex server; a stored one is not sent to another address."

Connected = Callable[[], Awaitable[object]]
log = structlog.get_logger()


class Options(msgspec.Struct, frozen=True, rename="camel"):
    """What the owner chose beside address and token, as stored with the service."""

    library: str = ""
    path_mappings: tuple[PathMapping, ...] = ()


@dataclass(slots=True)
class Plex:
    """What other slices may ask of Plex."""

    services: Services
    servers: Servers
    gateway: Gateway
    placing: Placing
    media_dir: Callable[[], Awaitable[Path]]
    given: Options = field(default_factory=Options)
    """What the settings say, for as long as nobody chooses otherwise."""
    clock: Clock = now
    ids: Ids = new_id
    on_connected: list[Connected] = field(default_factory=list)
    _well: bool = False

    async def connected(self) -> bool:
        """Whether a server is configured and switched on; it may be down right now."""
        config = await self.services.get(FIRST)
        return config is not None and config.enabled

    async def destination(self) -> Destination | None:
        """Where files must be published for Plex to take them in; asks only the database.

        None when no Plex is connected or no library fits: `server` says why.
        """
        found, _ = await self._choose()
        return found[1] if found else None

    async def place(self, path: Path, *, collection: str | None = None) -> PlexItem:
        """Have Plex scan the folder of `path`, find it there, and put it into `collection`.

        May be repeated after any failure or crash. Raises a PlexError, which says with
        `retryable` whether trying again can help.
        """
        config = await self._config()
        shelf = await self._shelf_of(path, config)
        spot = Spot(at=_address(config), shelf=shelf, path=path, seen=shelf.root.to_plex(path))
        return await self.placing.place(spot, collection)

    async def connect(
        self, wanted: ConnectPlex, *, force: bool = False, by: UUID | None = None
    ) -> ConnectedPlex:
        """Check the server, store how to reach it, read its libraries.

        With `force` it is stored even while it does not answer; a refused token never is.
        """
        known = await self.services.get(FIRST)
        url = checked_url(wanted.url)
        token = wanted.token or (known.secret if known and same_place(known.url, url) else "")
        if not token:
            raise PlexTokenRefusedError(_ENTER, errors=[FieldError(field="token", message=_ENTER)])
        at = Address(url, token)
        # The address may be another now, so what was learnt of the old one does not count.
        self.gateway.outside.reset()
        server, found = await self._meet(at, force=force)
        async with transaction():
            await self.services.save(
                FIRST,
                url=at.url,
                secret=wanted.token,
                options=_options(known, wanted),
                enabled=wanted.enabled,
                by=by,
            )
            if server is not None:
                await self._remember(FIRST, server, found)
            elif known is None or not same_place(known.url, url):
                await queries.no_server(FIRST)
        if server is not None:
            await self._announce_connected()
        service = await self.services.show(FIRST)
        return ConnectedPlex(service=service, server=server, libraries=await self.libraries())

    async def check(self, config: ServiceConfig) -> str:
        """Probe a server for monitoring: who it is, with its libraries read again."""
        if config.name != FIRST:
            server = await self._read_libraries(config)
            return f"{server.name}, Plex {server.version}"
        was_well, self._well = self._well, False
        before = await queries.libraries()
        server = await self._read_libraries(config)
        self._well = True
        if not was_well or before != await queries.libraries():
            await self._announce_connected()
        return f"{server.name}, Plex {server.version}"

    async def forgotten(self, service: str) -> None:
        """Know no server behind `service` any more, in the transaction that forgets it."""
        await queries.no_server(service)

    async def libraries(self) -> list[Library]:
        """The stored libraries, and which of them fit."""
        stored = await queries.libraries()
        wish = await self._wish(await self.services.get(FIRST))
        # Looks at folders, which may lie on a disk that sleeps.
        return await asyncio.to_thread(choice.described, stored, wish)

    async def server(self) -> ServerState:
        """Ask the server who it is, and say where files go."""
        server = await self.gateway.about(await self.address())
        found, reason = await self._choose()
        return ServerState(
            server=server,
            library=found[1].library if found else None,
            root=str(found[1].root) if found else None,
            form=found[1].form if found else None,
            why_not=reason or None,
        )

    async def address(self) -> Address:
        """How to reach the server. Raises PlexNotConnectedError."""
        return _address(await self._config())

    async def _config(self) -> ServiceConfig:
        config = await self.services.get(FIRST)
        if config is None or not config.enabled:
            raise PlexNotConnectedError
        return config

    async def _meet(
        self, at: Address, *, force: bool
    ) -> tuple[PlexServerInfo | None, list[FoundLibrary]]:
        try:
            return await self.gateway.about(at), await self.gateway.libraries(at)
        except PlexUnreachableError:
            if not force:
                raise
            return None, []

    async def _read_libraries(self, config: ServiceConfig) -> PlexServerInfo:
        known = await self.servers.of(config)
        server = await known.gateway.about(known.at)
        found = await known.gateway.libraries(known.at)
        async with transaction():
            await self._remember(config.name, server, found)
        return server

    async def _remember(
        self, service: str, server: PlexServerInfo, found: Sequence[FoundLibrary]
    ) -> None:
        await queries.save_server(service, server, at=self.clock())
        await queries.replace_libraries(server.id, found, ids=self.ids, at=self.clock())

    async def _announce_connected(self) -> None:
        self._well = True
        for listener in self.on_connected:
            await listener()

    async def _wish(self, config: ServiceConfig | None) -> Wish:
        chosen = _chosen(config)
        return Wish(
            library=chosen.library or self.given.library,
            mappings=chosen.path_mappings or self.given.path_mappings,
            media_dir=await self.media_dir(),
        )

    async def _choose(self) -> tuple[tuple[Shelf, Destination] | None, str]:
        config = await self.services.get(FIRST)
        if config is None or not config.enabled:
            return None, PlexNotConnectedError.title
        stored = await queries.libraries()
        return await asyncio.to_thread(choice.destination, stored, await self._wish(config))

    async def _shelf_of(self, path: Path, config: ServiceConfig) -> Shelf:
        wish = await self._wish(config)
        stored = await queries.libraries()
        if not stored:
            # Stored while the server was down: nobody could ask it then.
            await self._read_libraries(config)
            stored = await queries.libraries()
        found = await asyncio.to_thread(choice.holding, path, stored, wish)
        return found or await self._no_library(stored, wish, path)

    async def _no_library(self, stored: Sequence[StoredLibrary], wish: Wish, path: Path) -> Shelf:
        _, reason = await asyncio.to_thread(choice.destination, stored, wish)
        raise PlexNoLibraryError(reason or f"No Plex library contains {path.parent}.")


def _address(config: ServiceConfig) -> Address:
    return Address(config.url, config.secret)


def _chosen(config: ServiceConfig | None) -> Options:
    return msgspec.convert(dict(config.options), Options) if config else Options()


def _options(known: ServiceConfig | None, wanted: ConnectPlex) -> dict[str, Any]:
    stored = _chosen(known)
    mappings = stored.path_mappings if wanted.path_mappings is None else wanted.path_mappings
    library = stored.library if wanted.library is None else wanted.library
    options: dict[str, Any] = msgspec.to_builtins(Options(library, tuple(mappings)))
    return options
