"""The proxy's server on loopback."""

import asyncio
import socket
import sys
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Final, Self
from urllib.parse import quote

import structlog
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from medianest_desktop import OWN_PAGES
from medianest_desktop.proxy.answers import local, see
from medianest_desktop.proxy.doorway import PATIENCE, Doorway, Occupant
from medianest_desktop.proxy.forward import forward
from medianest_desktop.proxy.guard import Guard
from medianest_desktop.proxy.sockets import Sockets
from medianest_desktop.proxy.upstream import Upstream

log = structlog.get_logger(__name__)

_HOST: Final = "127.0.0.1"
_ENTER: Final = f"{OWN_PAGES}enter"
# The dashboard asks for a session only where it finds its token against forged requests.
_CSRF_COOKIE: Final = "medianest_csrf"
# In this window it speaks as the client does, whatever the person has chosen in browsers.
_LANGUAGE_COOKIE: Final = "medianest_language"
_SIGNED_OUT: Final = 4401
# The dashboard leaves at this frame of the appliance, which cannot send it any more.
_REVOKED: Final = '{"id": null, "type": "session.revoked", "data": {}}'
_STOPS_WITHIN: Final = 0.5


class Proxy:
    """Serves the window: the client's own pages below `/_client/`, the appliance everywhere else.

    `port` is the one it should have, so that what the dashboard keeps in the window is found again;
    another one is taken where that is not free. A connection has `patience` seconds to show whose
    it is. `language` is what the client speaks at the moment, as two letters.
    """

    def __init__(
        self,
        upstream: Upstream,
        own: Iterable[web.AbstractRouteDef],
        *,
        language: Callable[[], str] = lambda: "en",
        port: int = 0,
        patience: float = PATIENCE,
    ) -> None:
        self._upstream = upstream
        self._language = language
        self._sockets = Sockets(upstream)
        self._listener = _listen(port)
        self._guard = Guard(f"{_HOST}:{self.port}")
        self._runner = web.AppRunner(
            self._app(own),
            access_log=None,
            handle_signals=False,
            handler_cancellation=True,
            shutdown_timeout=_STOPS_WITHIN,
        )
        self._doorway = Doorway(self._occupant, patience=patience)
        self._serving: asyncio.Server | None = None
        self._carrying = 0

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        loop = asyncio.get_running_loop()
        self._serving = await loop.create_server(self._doorway, sock=self._listener)
        log.info("proxy_listens", port=self.port)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._serving is not None:
            self._serving.close()
        await self._sockets.close(1001)
        self._doorway.close()
        await self._runner.cleanup()
        self._listener.close()

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1."""
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def busy(self) -> bool:
        """Whether an answer, or what a page sends, is on its way; sockets do not count."""
        return self._carrying > 0

    def url(self, path: str = "/") -> str:
        """The address of a page for the window, with a key that works once."""
        key = self._guard.key()
        return f"{self._guard.origin}{_ENTER}?key={key}&to={quote(path, safe='')}"

    async def sign_out(self) -> None:
        """Ends what is open in the window, so that the dashboard in it asks who it is."""
        await self._sockets.close(_SIGNED_OUT, _REVOKED)

    def _occupant(self) -> Occupant:
        server = self._runner.server
        if server is None:
            raise RuntimeError("not entered")
        return server()

    def _app(self, own: Iterable[web.AbstractRouteDef]) -> web.Application:
        app = web.Application(middlewares=[self._guarded])
        app.router.add_get(_ENTER, self._enter)
        app.router.add_routes(own)
        app.router.add_route("*", "/{path:.*}", self._any)
        return app

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self._guard.check_address(request)
        if request.path != _ENTER:
            self._guard.check(request)
            self._doorway.let_in(request)
        response = await handler(request)
        if request.path.startswith(OWN_PAGES):
            self._tell_language(request, response)
        return response

    async def _enter(self, request: web.Request) -> web.Response:
        if not self._guard.spend(request.query.get("key", "")):
            # The window may load its first address again, after it was let in.
            self._guard.check(request)
        response = see(local(request.query.get("to", "/")))
        response.headers["Referrer-Policy"] = "no-referrer"
        response.set_cookie(_CSRF_COOKIE, "desktop", path="/", samesite="Strict")
        self._guard.admit(response)
        return response

    def _tell_language(self, request: web.Request, response: web.StreamResponse) -> None:
        # With every page and answer of the client, and so at once when another one is chosen.
        language = self._language()
        if request.cookies.get(_LANGUAGE_COOKIE) != language:
            response.set_cookie(_LANGUAGE_COOKIE, language, path="/", samesite="Strict")

    async def _any(self, request: web.Request) -> web.StreamResponse:
        if request.path.startswith(OWN_PAGES):
            raise web.HTTPNotFound
        if hdrs.UPGRADE in request.headers:
            return await self._sockets.join(request)
        self._carrying += 1
        try:
            return await forward(request, self._upstream)
        finally:
            self._carrying -= 1


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform == "win32":
        # There the other option would let another program take the port away.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_HOST, port))
    except OSError as taken:
        log.info("port_taken", port=port, reason=str(taken))
        listener.bind((_HOST, 0))
    return listener
