"""One question to TMDB: in turn, tried again where that helps, its refusals named."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

import stamina

from medianest.catalog.errors import (
    CatalogNotConnectedError,
    CatalogUnavailableError,
    NoSuchTitleError,
    TmdbAnswerError,
    TmdbKeyRefusedError,
)
from medianest.catalog.tmdb.pace import Pace
from medianest.infra.http import (
    HttpClient,
    OutsideAnswerError,
    OutsideUnreachableError,
    Retries,
)
from medianest.infra.outside import Outside, OutsideTimeoutError
from medianest.monitoring.schemas import ServiceConfig

T = TypeVar("T")
Params = Mapping[str, str]

_ONCE = Retries(attempts=1)
_TOO_MANY = 429
_BUSY = frozenset({_TOO_MANY, 500, 502, 503, 504})
_KEY_REFUSED = frozenset({401, 403})
_GONE = 404
_PATIENCE = timedelta(seconds=1)


@dataclass(slots=True)
class Tmdb:
    """The household's own access to TMDB; `config` says where it is, and the key."""

    config: Callable[[], Awaitable[ServiceConfig | None]]
    outside: Outside
    pace: Pace
    _client: HttpClient | None = None
    _for: tuple[str, str] | None = None
    _left: list[HttpClient] = field(default_factory=list)

    async def get(
        self,
        path: str,
        answer: type[T],
        params: Params | None = None,
        *,
        background: bool = False,
    ) -> T:
        """Ask for `path`.

        Raises CatalogNotConnectedError, CatalogUnavailableError (which includes whatever is wrong
        on the way), TmdbKeyRefusedError, and NoSuchTitleError where TMDB knows nothing there.
        """
        client, keyed = await self._connected()
        given = {**(params or {}), **keyed}
        # A person waits for one more try unless TMDB is slow, background work for several.
        attempts = 4 if background else 2
        worth = _worth_patience if background else _worth_another_try
        async for attempt in stamina.retry_context(
            on=worth, attempts=attempts, timeout=30, wait_initial=0.2, wait_max=3
        ):
            with attempt:
                return await self._ask(client, path, answer, given, background=background)
        raise AssertionError("unreachable: stamina raises the last failure")

    async def is_connected(self) -> bool:
        """Whether there is a key to ask with."""
        config = await self.config()
        return config is not None and config.enabled and bool(config.secret)

    async def check(self, config: ServiceConfig) -> str:
        """Ask the server of `config` for its settings; the probe of monitoring."""
        async with _client(config, Outside("tmdb-probe", timeout=timedelta(seconds=5))) as client:
            try:
                await client.get_bytes("/configuration", params=_keyed(config), operation="probe")
            except OutsideAnswerError as refused:
                raise _named(refused) from refused
        return "answers, and accepts the key"

    async def close(self) -> None:
        """Close the connections that are kept open."""
        clients, self._left = self._left, []
        if self._client is not None:
            clients.append(self._client)
            self._client = self._for = None
        for client in clients:
            await client.close()

    async def _ask(
        self, client: HttpClient, path: str, answer: type[T], params: Params, *, background: bool
    ) -> T:
        await self.pace.take(background=background)
        try:
            return await client.get_json(path, type=answer, params=params, operation="ask")
        except OutsideAnswerError as refused:
            if refused.answered == _TOO_MANY:
                await self.pace.hold(refused.retry_after or _PATIENCE)
            raise _named(refused) from refused

    async def _connected(self) -> tuple[HttpClient, Params]:
        config = await self.config()
        if config is None or not config.enabled or not config.secret:
            raise CatalogNotConnectedError
        place = (config.url, config.secret)
        if self._client is None or self._for != place:
            if self._client is not None:
                # Somebody may still be reading from it.
                self._left.append(self._client)
                self.outside.reset()
            self._client, self._for = _client(config, self.outside), place
        return self._client, _keyed(config)


class TmdbBusyError(CatalogUnavailableError):
    """TMDB said that it cannot answer right now; trying again helps."""


def _named(refused: OutsideAnswerError) -> Exception:
    if refused.answered in _KEY_REFUSED:
        return TmdbKeyRefusedError()
    if refused.answered == _GONE:
        return NoSuchTitleError()
    if refused.answered in _BUSY:
        return TmdbBusyError()
    return TmdbAnswerError(f"The Movie Database answered with status {refused.answered}.")


def _worth_another_try(failure: Exception) -> bool:
    return isinstance(failure, TmdbBusyError | OutsideUnreachableError)


def _worth_patience(failure: Exception) -> bool:
    return isinstance(failure, OutsideTimeoutError) or _worth_another_try(failure)


def _client(config: ServiceConfig, outside: Outside) -> HttpClient:
    headers = {"Authorization": f"Bearer {config.secret}"} if _is_token(config.secret) else {}
    return HttpClient(outside, config.url, headers=headers, retries=_ONCE)


def _keyed(config: ServiceConfig) -> Params:
    return {} if _is_token(config.secret) else {"api_key": config.secret}


def _is_token(secret: str) -> bool:
    """Whether it is a version 4 token, which travels in a header; the old key is hexadecimal."""
    return "." in secret
