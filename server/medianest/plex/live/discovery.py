"""Which servers the owner has, as plex.tv knows them."""

from dataclasses import dataclass

import msgspec

from medianest.infra.http import HttpClient, OutsideAnswerError
from medianest.infra.outside import Outside
from medianest.kit.wire import Wire
from medianest.monitoring.service import Services
from medianest.plex.errors import PlexNotConnectedError, PlexTokenRefusedError
from medianest.plex.live import queries
from medianest.plex.servers import FIRST

_REFUSED = frozenset({401, 403, 422})


class ServerAddress(Wire, frozen=True):
    """One way to a server: in the house, from outside, or through a relay of plex.tv."""

    url: str
    local: bool
    relay: bool


class FoundServer(Wire, frozen=True):
    """A server of the owner's; `service` is the name under which it is connected, if it is."""

    id: str
    name: str
    version: str
    online: bool
    addresses: list[ServerAddress]
    service: str | None


class _Connection(msgspec.Struct, frozen=True):
    uri: str
    local: bool = False
    relay: bool = False


class _Resource(msgspec.Struct, frozen=True, rename="camel"):
    name: str = ""
    client_identifier: str = ""
    product_version: str = ""
    provides: str = ""
    owned: bool = False
    presence: bool = False
    connections: tuple[_Connection, ...] = ()


@dataclass(frozen=True, slots=True)
class Discovery:
    """Asks plex.tv with a token of the owner's, which is not kept."""

    services: Services
    outside: Outside
    url: str
    client_id: str

    async def servers(self, token: str = "") -> list[FoundServer]:
        """The owner's servers, by name; without `token` that of the connected server is used.

        Raises PlexNotConnectedError, PlexTokenRefusedError, OutsideError.
        """
        found = [
            one
            for one in await self._resources(token or await self._stored())
            if one.owned and "server" in one.provides.split(",")
        ]
        names = {server: service for service, server in (await queries.server_ids()).items()}
        return [
            _shown(one, names.get(one.client_identifier))
            for one in sorted(found, key=lambda one: one.name.casefold())
        ]

    async def _stored(self) -> str:
        config = await self.services.get(FIRST)
        if config is None:
            raise PlexNotConnectedError
        return config.secret

    async def _resources(self, token: str) -> list[_Resource]:
        headers = {
            "X-Plex-Token": token,
            "X-Plex-Client-Identifier": self.client_id,
            "X-Plex-Product": "MediaNest",
            "Accept": "application/json",
        }
        asked = {"includeHttps": 1, "includeRelay": 1}
        try:
            async with HttpClient(self.outside, self.url, headers=headers) as client:
                return await client.get_json(
                    "/api/v2/resources", type=list[_Resource], params=asked, operation="servers"
                )
        except OutsideAnswerError as answered:
            if answered.answered in _REFUSED:
                raise PlexTokenRefusedError from answered
            raise


def _shown(found: _Resource, service: str | None) -> FoundServer:
    ways = sorted(found.connections, key=lambda way: (way.relay, not way.local))
    return FoundServer(
        id=found.client_identifier,
        name=found.name,
        version=found.product_version,
        online=found.presence,
        addresses=[ServerAddress(url=way.uri, local=way.local, relay=way.relay) for way in ways],
        service=service,
    )
