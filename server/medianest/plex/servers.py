"""The Plex servers of the household: the one that files are published to, and others."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import structlog

from medianest.infra.vault import VaultError
from medianest.monitoring.schemas import ServiceConfig
from medianest.monitoring.service import Services, kind_of
from medianest.plex.errors import PlexNotConnectedError
from medianest.plex.gateway import Address, Gateway, Live

log = structlog.get_logger()

FIRST = "plex"
"""The server that files are published to."""
_MOMENT = ":now"


@dataclass(frozen=True, slots=True)
class Server:
    """A server that is switched on: under which name it is configured, and how to ask it."""

    service: str
    at: Address
    gateway: Gateway
    live: Live


@dataclass(slots=True)
class Servers:
    """Knows every configured server; one that is down does not keep another from being asked."""

    services: Services
    make: Callable[[str], Gateway]
    """Makes what talks to a server, with a breaker of that name of its own."""
    _gateways: dict[str, Gateway] = field(default_factory=dict)
    _open: dict[tuple[str, Address], tuple[Server, AsyncExitStack]] = field(default_factory=dict)
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def every(self) -> list[Server]:
        """All that are switched on, the first one first."""
        shown = await self.services.list()
        names = [one.name for one in shown if one.enabled and kind_of(one.name) == FIRST]
        configs = [await self._readable(name) for name in names]
        return [await self.of(config) for config in configs if config is not None]

    async def named(self, service: str) -> Server:
        """The server configured under that name. Raises PlexNotConnectedError."""
        config = await self.services.get(service) if kind_of(service) == FIRST else None
        if config is None or not config.enabled:
            raise PlexNotConnectedError
        return await self.of(config)

    async def close(self) -> None:
        """Close the connections that are kept open."""
        for known in list(self._open):
            await self._forget(known)

    def gateway(self, service: str) -> Gateway:
        """What talks to that server; always the same, so that its failures add up."""
        if service not in self._gateways:
            self._gateways[service] = self.make(service)
        return self._gateways[service]

    async def of(self, config: ServiceConfig) -> Server:
        """The server that is reached like this."""
        name, at = config.name, Address(config.url, config.secret)
        async with self._opening:
            if (name, at) not in self._open:
                for other in [key for key in self._open if key[0] == name]:
                    await self._forget(other)
                    # What was learnt of the old address does not count.
                    self.gateway(name).outside.reset()
                    self.gateway(name + _MOMENT).outside.reset()
                self._open[name, at] = await self._connect(name, at)
            return self._open[name, at][0]

    async def _connect(self, name: str, at: Address) -> tuple[Server, AsyncExitStack]:
        kept = AsyncExitStack()
        # A page full of pictures must not keep a sync waiting, nor broken ones pause it.
        pages = await kept.enter_async_context(self.gateway(name + _MOMENT).pages(at))
        return Server(name, at, self.gateway(name), Live(pages.at, pages.client)), kept

    async def _readable(self, name: str) -> ServiceConfig | None:
        try:
            return await self.services.get(name)
        except VaultError as unreadable:
            log.debug("plex_secret_unreadable", service=name, reason=str(unreadable))
            return None

    async def _forget(self, known: tuple[str, Address]) -> None:
        _, kept = self._open.pop(known)
        await kept.aclose()
