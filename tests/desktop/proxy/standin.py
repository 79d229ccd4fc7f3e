"""An appliance in this process, and the connection that the proxy has to it."""

import asyncio
import gzip
import hashlib
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import (
    ClientError,
    ClientResponse,
    ClientSession,
    ClientWebSocketResponse,
    StreamReader,
    WSMsgType,
    web,
)
from aiohttp.typedefs import Handler
from yarl import URL

from medianest_desktop.proxy import UpstreamError

PAGE = "<!doctype html><title>MediaNest</title><p>Grüße".encode()
PART = b"0123456789abcdef" * 4096
FILM = bytes(range(256)) * 1024


@dataclass
class StandIn:
    """Answers like an appliance would, and remembers what it was asked."""

    heard: list[web.Request] = field(default_factory=list)
    sent: int = 0
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self._remember], client_max_size=0)
        app.router.add_get("/", self._page)
        app.router.add_get("/encoded", self._encoded)
        app.router.add_get("/film", self._film)
        app.router.add_get("/endless", self._endless)
        app.router.add_get("/broken", self._broken)
        app.router.add_get("/stream", self._stream)
        app.router.add_get("/moved", self._moved)
        app.router.add_get("/gone", self._gone)
        app.router.add_get("/socket", self._socket)
        app.router.add_post("/upload", self._upload)
        app.router.add_get("/secret", self._secret)
        app.router.add_post("/api/v1/auth/logout", self._logged_out)
        app.router.add_post("/api/v1/auth/login", self._secret)
        app.router.add_route("*", "/echo{rest:.*}", self._echo)
        return app

    @web.middleware
    async def _remember(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.heard.append(request)
        return await handler(request)

    async def _page(self, request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == '"v1"':
            return web.Response(status=304, headers={"ETag": '"v1"'})
        answer = web.Response(body=PAGE, content_type="text/html", headers={"ETag": '"v1"'})
        answer.headers["Strict-Transport-Security"] = "max-age=1000"
        answer.headers["Clear-Site-Data"] = '"*"'
        answer.headers["Content-Security-Policy"] = "default-src 'self'"
        answer.set_cookie("medianest_session", "of-the-appliance")
        return answer

    async def _encoded(self, request: web.Request) -> web.Response:
        # Nothing here can pack brotli; to a proxy that passes it through any bytes will do.
        kind = request.query["kind"]
        packed = gzip.compress(PAGE, mtime=0) if kind == "gzip" else b"\x0b\x02\x80pretend\x03"
        return web.Response(body=packed, headers={"Content-Encoding": kind})

    async def _film(self, request: web.Request) -> web.Response:
        wanted = request.http_range
        part = FILM[wanted]
        if wanted.start is None:
            return web.Response(body=FILM, headers={"Accept-Ranges": "bytes"})
        first = wanted.start % len(FILM)
        bounds = f"bytes {first}-{first + len(part) - 1}/{len(FILM)}"
        return web.Response(status=206, body=part, headers={"Content-Range": bounds})

    async def _endless(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        try:
            while True:
                await answer.write(PART)
                self.sent += len(PART)
        finally:
            self.left.set()

    async def _broken(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        if "length" in request.query:
            answer.content_length = 1000
        await answer.prepare(request)
        await answer.write(b"half of it")
        assert request.transport is not None
        request.transport.close()
        return answer

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await answer.prepare(request)
        await answer.write(b"data: first\n\n")
        try:
            await asyncio.Event().wait()
        finally:
            self.left.set()
        return answer

    async def _moved(self, request: web.Request) -> web.Response:
        target = request.query["to"].replace("SELF", str(request.url.origin()))
        return web.Response(status=302, headers={"Location": target})

    async def _gone(self, request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=["medianest"])
        await socket.prepare(request)
        async for message in socket:
            if message.type is WSMsgType.BINARY:
                await socket.send_bytes(message.data)
            elif message.data == "bye":
                await socket.close(code=4001, message=b"revoked")
            else:
                await socket.send_str(f"heard {message.data}")
        self.left.set()
        return socket

    async def _upload(self, request: web.Request) -> web.Response:
        digest = hashlib.sha256()
        size = 0
        try:
            async for part in request.content.iter_any():
                digest.update(part)
                size += len(part)
                self.begun.set()
        except (ConnectionError, web.RequestPayloadError, asyncio.CancelledError):
            self.left.set()
            raise
        return web.json_response({"size": size, "sha256": digest.hexdigest()})

    async def _secret(self, _: web.Request) -> web.Response:
        return web.json_response({"code": "unauthorized"}, status=401)

    async def _logged_out(self, _: web.Request) -> web.Response:
        return web.Response(status=204)

    async def _echo(self, request: web.Request) -> web.Response:
        headers = [[name, value] for name, value in request.headers.items()]
        body = (await request.read()).decode()
        asked = {"method": request.method, "path": request.raw_path, "body": body}
        return web.json_response({**asked, "headers": headers})


@dataclass
class Line:
    """The connection as the proxy sees it, to the stand-in."""

    session: ClientSession
    base: str
    stands: Literal["serving", "away", "signed_out"] = "serving"
    refusals: int = 0
    losses: int = 0
    left_for: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def request(
        self, method: str, path: str, headers: Mapping[str, str], body: StreamReader | None
    ) -> AsyncIterator[ClientResponse]:
        try:
            answer = await self.session.request(
                method,
                URL(self.base + path, encoded=True),
                headers={**headers, "Authorization": "Bearer mnd_secret"},
                data=body,
                allow_redirects=False,
                skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent", "Content-Type"),
            )
        except ClientError as failure:
            raise UpstreamError from failure
        async with answer:
            yield answer

    @asynccontextmanager
    async def socket(
        self, path: str, protocols: Iterable[str]
    ) -> AsyncIterator[ClientWebSocketResponse]:
        address = self.base + path
        auth = {"Authorization": "Bearer mnd_secret"}
        try:
            socket = await self.session.ws_connect(address, protocols=protocols, headers=auth)
        except ClientError as failure:
            raise UpstreamError from failure
        async with socket:
            yield socket

    def instead(self, path: str) -> str:
        return path if self.stands == "serving" else "/_client/offline"

    async def refused(self) -> None:
        self.refusals += 1

    def lost(self) -> None:
        self.losses += 1

    def leave(self, address: str) -> None:
        self.left_for.append(address)
