"""MediaNest's own access to Trakt, as an administrator has set it up."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import msgspec

from medianest.catalog.trakt.api import Api
from medianest.catalog.trakt.errors import TraktNotConnectedError, TraktRefusedError
from medianest.infra.http import HttpClient, OutsideAnswerError
from medianest.infra.outside import Outside
from medianest.monitoring.schemas import ServiceConfig

_PATIENCE = timedelta(seconds=5)
_FORBIDDEN = 403


class _Options(msgspec.Struct, frozen=True, rename="camel"):
    client_id: str | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """Opens connections with MediaNest's client id and secret."""

    config: Callable[[], Awaitable[ServiceConfig | None]]
    outside: Outside
    version: str = ""

    async def is_set_up(self) -> bool:
        """Whether there is a client id, and a secret to it."""
        return _client_id(await self.config()) is not None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Api]:
        """Connections to Trakt, closed on leaving. Raises TraktNotConnectedError."""
        config = await self.config()
        client_id = _client_id(config)
        if config is None or client_id is None:
            raise TraktNotConnectedError
        async with self._client(config, client_id, self.outside) as client:
            yield Api(client, client_id, config.secret)

    async def check(self, config: ServiceConfig) -> str:
        """Whether Trakt answers and knows the client id; the probe of monitoring."""
        client_id = _client_id(config)
        if client_id is None:
            raise TraktNotConnectedError
        outside = Outside("trakt-probe", timeout=_PATIENCE)
        async with self._client(config, client_id, outside) as client:
            try:
                await client.get_bytes("/genres/movies", operation="probe")
            except OutsideAnswerError as refused:
                if refused.answered == _FORBIDDEN:
                    raise TraktRefusedError from refused
                raise
        return "answers, and knows the client id"

    def _client(self, config: ServiceConfig, client_id: str, outside: Outside) -> HttpClient:
        headers = {
            "trakt-api-version": "2",
            "trakt-api-key": client_id,
            "User-Agent": f"MediaNest/{self.version}",
        }
        return HttpClient(outside, config.url, headers=headers)


def _client_id(config: ServiceConfig | None) -> str | None:
    if config is None or not config.enabled or not config.secret:
        return None
    return msgspec.convert(config.options, _Options, strict=False).client_id or None
