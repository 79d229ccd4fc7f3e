"""What every request passes before and after Litestar.

`doorway` wraps the whole application, so that a 404, a refused origin and a crash have a
correlation id, a log line and a place in the metrics too. `RequestTimeout` needs to know the route
and is therefore one of Litestar's own middlewares; the limit of a body's size is Litestar's
`request_max_body_size`, set for the application and overridden by a route that takes uploads.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from ipaddress import IPv4Network, ip_network
from time import perf_counter
from typing import Any

import structlog
from granian.utils.proxies import wrap_asgi_with_proxy_headers
from litestar.config.cors import CORSConfig
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from medianest.infra import correlation, metrics, problems
from medianest.kit.errors import MediaNestError, UnavailableError

log = structlog.get_logger()

BODY_LIMIT = 1_000_000
REQUEST_TIMEOUT = timedelta(seconds=30)
Headers = Sequence[tuple[bytes, bytes]]

_SWITCHING = 101
_TOO_LARGE = 413
_DRAIN_BYTES = 64_000_000
_DRAIN_SECONDS = 5
_ID_HEADER = b"x-correlation-id"
# Asked every few seconds by machines; a line each would drown the rest.
_QUIET_ROUTES = frozenset({"/health", "/ready", "/metrics"})


class TimedOutError(UnavailableError):
    """The answer did not begin within the time that its route allows."""

    code = "timed_out"
    title = "This took too long; please try again in a moment"


def doorway(app: ASGIApp, *, trusted_proxies: Sequence[str] = (), headers: Headers = ()) -> ASGIApp:
    """Wrap `app`: correlation id, access log, timing, metrics, a last answer when all else fails.

    `headers` go on every answer. A proxy at one of `trusted_proxies` (addresses or networks) may
    say by X-Forwarded-For and X-Forwarded-Proto who the client is and how it came; what is neither
    raises `ValueError`.
    """
    entrance: ASGIApp = _Doorway(app, headers)
    if not trusted_proxies:
        return entrance
    wrapped: ASGIApp = wrap_asgi_with_proxy_headers(entrance, _also_mapped(trusted_proxies))
    return wrapped


def _also_mapped(proxies: Sequence[str]) -> list[str]:
    # A server on `::` sees an IPv4 caller as ::ffff:10.0.0.1.
    networks = [ip_network(proxy, strict=False) for proxy in proxies]
    mapped = [
        f"::ffff:{network.network_address}/{96 + network.prefixlen}"
        for network in networks
        if isinstance(network, IPv4Network)
    ]
    return [*map(str, networks), *mapped]


def cors(origins: Sequence[str]) -> CORSConfig | None:
    """Litestar's CORS settings for exactly these origins; none when there are none."""
    if not origins:
        return None
    return CORSConfig(
        allow_origins=list(origins),
        allow_credentials="*" not in origins,
        expose_headers=["X-Correlation-Id", "ETag", "Retry-After"],
    )


class RequestTimeout(ASGIMiddleware):
    """Gives up when an answer has not begun in time; one that has begun may take its time.

    A route allows more (or, with None, any) time by `opt={"request_timeout": timedelta(...)}`.
    """

    scopes = (ScopeType.HTTP,)

    def __init__(self, within: timedelta = REQUEST_TIMEOUT) -> None:
        self._within = within

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Run the rest of the way under the route's limit."""
        allowed: timedelta | None = scope["route_handler"].opt.get("request_timeout", self._within)
        limit = asyncio.timeout(None if allowed is None else allowed.total_seconds())

        async def send_in_time(message: Message) -> None:
            if message["type"] == "http.response.start" and not limit.expired():
                limit.reschedule(None)
            await send(message)

        try:
            async with limit:
                await next_app(scope, receive, send_in_time)
        except TimeoutError as late:
            if not limit.expired():
                raise
            raise TimedOutError from late


class _Doorway:
    def __init__(self, app: ASGIApp, headers: Headers) -> None:
        self._app = app
        self._headers = tuple(headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {ScopeType.HTTP, ScopeType.WEBSOCKET}:
            await self._app(scope, receive, send)
            return
        with correlation.bind(_sent_id(scope)) as correlation_id:
            exchange = _Exchange(
                receive, send, ((_ID_HEADER, correlation_id.encode()), *self._headers)
            )
            started = perf_counter()
            try:
                await self._app(scope, exchange.receive, exchange.send)
            except Exception as failure:  # noqa: BLE001 - the outermost boundary there is
                await exchange.rescue(scope, failure)
            finally:
                _account(scope, exchange.status, perf_counter() - started)


class _Exchange:
    """What passes between client and application: adds headers, remembers the status."""

    __slots__ = ("_headers", "_receive", "_send", "_unread", "status")

    def __init__(self, receive: Receive, send: Send, headers: Headers) -> None:
        self._receive = receive
        self._send = send
        self._headers = headers
        self._unread = True
        self.status = 0

    async def receive(self) -> Any:
        message = await self._receive()
        self._unread = bool(message.get("more_body"))
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            if self.status == _TOO_LARGE:
                await self._drain()
            message["headers"] = [*message["headers"], *self._headers]
        elif message["type"] == "websocket.accept":
            self.status = _SWITCHING
            message["headers"] = [*message.get("headers", ()), *self._headers]
        await self._send(message)

    async def _drain(self) -> None:
        # A client that is still sending would see its connection reset instead of the answer.
        drained = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(_DRAIN_SECONDS):
                while self._unread and drained < _DRAIN_BYTES:
                    drained += len((await self.receive()).get("body", b""))

    async def rescue(self, scope: Scope, failure: Exception) -> None:
        """Answer 500 if nothing was sent yet; otherwise the connection is cut by raising."""
        log.error("request_crashed", path=problems.shown_path(scope), exc_info=failure)
        if self.status or scope["type"] != ScopeType.HTTP:
            raise failure
        headers = [
            (b"content-type", problems.MEDIA_TYPE.encode()),
            (b"cache-control", b"no-store"),
        ]
        start: Any = {"type": "http.response.start", "status": 500, "headers": headers}
        body: Any = {"type": "http.response.body", "body": problems.document(MediaNestError())}
        await self.send(start)
        await self._send(body)


def _sent_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == _ID_HEADER:
            sent = value.decode("latin-1")
            return sent if correlation.is_well_formed(sent) else ""
    return ""


def _account(scope: Scope, status: int, seconds: float) -> None:
    route = scope.get("path_template", "")
    client = scope["client"]
    facts = {
        "path": problems.shown_path(scope),
        "status": status,
        "ms": round(seconds * 1000, 1),
        "client": client[0] if client else "",
    }
    if scope["type"] == ScopeType.WEBSOCKET:
        log.info("websocket_closed", **facts)
        return
    method = str(scope["method"])
    # Unknown paths and methods are a stranger's choice: one series for all of them.
    metrics.request_answered(method if route else "", route or "unknown", status, seconds)
    quiet = route.removeprefix("/api/v1") in _QUIET_ROUTES
    (log.debug if quiet else log.info)("request", method=method, **facts)
