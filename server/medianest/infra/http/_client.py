"""Requests to one service, and what is made of its answers."""

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import TracebackType
from typing import Self, TypeVar

import httpx2
import msgspec
import stamina

from medianest.infra.http._errors import (
    OutsideAnswerError,
    OutsideGarbageError,
    OutsideUnreachableError,
)
from medianest.infra.http._retries import Retries
from medianest.infra.http._retry_after import asked_wait
from medianest.infra.outside import Outside, OutsideTimeoutError
from medianest.kit import forgiving

T = TypeVar("T")
Params = Mapping[str, str | int | None]
_CONNECT_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer of the 2xx family."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class HttpClient:
    """Calls one service below `base_url`; use it as a context manager or `close` it.

    Only reads (GET) are tried again. Environment proxies and redirects are not followed.
    """

    def __init__(  # noqa: PLR0913 - all but the first two have a default
        self,
        outside: Outside,
        base_url: str,
        *,
        headers: Mapping[str, str] | None = None,
        retries: Retries | None = None,
        max_bytes: int = 8_000_000,
        verify_tls: bool = True,
        proxy: str | None = None,
    ) -> None:
        self._outside = outside
        self._retries = retries or Retries()
        self._max_bytes = max_bytes
        self._client = httpx2.AsyncClient(
            base_url=base_url,
            headers=headers,
            # The time limit of a whole call is the service's, see `Outside`.
            timeout=httpx2.Timeout(None, connect=_CONNECT_SECONDS),
            verify=_tls(verify=verify_tls),
            proxy=proxy,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections that are kept open."""
        await self._client.aclose()

    async def get_json(
        self,
        path: str,
        *,
        type: type[T],  # noqa: A002 - the same name as in msgspec
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        operation: str = "get",
    ) -> T:
        """Read `path` as a `type`, without what fits badly; tried again when that may help."""
        request = self._request("GET", path, params=params, headers=headers)
        return await self._read(request, operation, self._as_json(type))

    async def get_bytes(
        self,
        path: str,
        *,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        operation: str = "get",
    ) -> Answer:
        """Read `path` as it is; tried again when that may help."""
        request = self._request("GET", path, params=params, headers=headers)
        return await self._read(request, operation, _as_is)

    async def post_json(
        self,
        path: str,
        body: object,
        *,
        type: type[T],  # noqa: A002 - the same name as in msgspec
        headers: Mapping[str, str] | None = None,
        operation: str = "post",
    ) -> T:
        """Send `body` as JSON, once, and parse the answer as a `type`."""
        request = self._request("POST", path, body=body, headers=headers)
        return await self._once(request, operation, self._as_json(type))

    async def send(  # noqa: PLR0913 - all but the first two have a default
        self,
        method: str,
        path: str,
        *,
        body: object = msgspec.UNSET,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        operation: str = "",
    ) -> Answer:
        """Send a request of any method, once; for what has no JSON answer."""
        request = self._request(method, path, params=params, body=body, headers=headers)
        return await self._once(request, operation or method.lower(), _as_is)

    def _request(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        body: object = msgspec.UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> httpx2.Request:
        if "://" in path or path.startswith("//"):
            message = f"{path!r} leads away from {self._client.base_url.host}"
            raise ValueError(message)
        sent = dict(headers or {})
        content = None
        if body is not msgspec.UNSET:
            content = msgspec.json.encode(body)
            sent.setdefault("Content-Type", "application/json")
        given = {name: value for name, value in (params or {}).items() if value is not None}
        return self._client.build_request(
            method, path, params=given or None, content=content, headers=sent
        )

    async def _read(
        self, request: httpx2.Request, operation: str, parse: Callable[[Answer], T]
    ) -> T:
        policy = self._retries
        # Always returns or raises inside; the sum only tells the type checker.
        async for attempt in stamina.retry_context(
            on=policy.may_help,
            attempts=policy.attempts,
            timeout=self._outside.timeout * 2,
            wait_initial=policy.first_wait,
            wait_max=policy.longest_wait,
            wait_jitter=policy.jitter,
        ):
            with attempt:
                return await self._once(request, operation, parse)
        raise AssertionError

    async def _once(
        self, request: httpx2.Request, operation: str, parse: Callable[[Answer], T]
    ) -> T:
        async with self._outside.call(operation):
            answer = await self._exchange(request)
            if answer.status >= httpx2.codes.INTERNAL_SERVER_ERROR:
                raise self._refusal(answer)
            if httpx2.codes.is_success(answer.status):
                return parse(answer)
        # Outside of the call: a refusal proves that the service is up.
        raise self._refusal(answer)

    async def _exchange(self, request: httpx2.Request) -> Answer:
        name = self._outside.name
        try:
            response = await self._client.send(request, stream=True)
            try:
                body = await self._bounded(response)
            finally:
                await response.aclose()
        except httpx2.TimeoutException as late:
            raise OutsideTimeoutError(f"{name} did not answer in time") from late
        except httpx2.DecodingError as wrong:
            raise OutsideGarbageError(f"{name} sent an answer that cannot be unpacked") from wrong
        except httpx2.TransportError as broken:
            raise OutsideUnreachableError(f"{name} cannot be reached: {broken}") from broken
        return Answer(response.status_code, response.headers, body)

    async def _bounded(self, response: httpx2.Response) -> bytes:
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > self._max_bytes:
                name = self._outside.name
                raise OutsideGarbageError(f"{name} sent more than {self._max_bytes} bytes")
        return bytes(body)

    def _as_json(self, wanted: type[T]) -> Callable[[Answer], T]:
        def parse(answer: Answer) -> T:
            try:
                return forgiving.decode(answer.body, wanted)
            except msgspec.DecodeError as wrong:
                name = self._outside.name
                raise OutsideGarbageError(f"{name} sent something unexpected: {wrong}") from wrong

        return parse

    def _refusal(self, answer: Answer) -> OutsideAnswerError:
        wait = asked_wait(answer.headers.get("retry-after", ""))
        return OutsideAnswerError(self._outside.name, answer.status, wait, body=answer.body)


def _as_is(answer: Answer) -> Answer:
    return answer


@cache
def _tls(*, verify: bool) -> ssl.SSLContext:
    # Loading the certificate authorities takes 20 ms and some 1 MB: once is enough.
    return httpx2.create_ssl_context(verify=verify)
