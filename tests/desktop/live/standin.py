"""An appliance as its event socket shows it, which can cut, stall, forget and repeat."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import aiohttp
import msgspec
from aiohttp import web
from tests.support.ports import free_port

from medianest_desktop.bell import Bell
from medianest_desktop.net.api import RefusedError
from medianest_desktop.net.appliances import Paired
from medianest_desktop.net.connection import NotConnectedError

START = datetime(2026, 11, 21, 12, tzinfo=UTC)
MOST_MISSED = 2000


class StandIn:
    """Speaks the protocol of `GET /api/v1/events`, and the few routes that live asks."""

    def __init__(self) -> None:
        self.at = START
        """What its clock shows."""
        self.permissions = ["requests.manage", "services.manage"]
        self.inbox: list[dict[str, Any]] = []
        self.active: list[dict[str, Any]] = []
        self.services: list[dict[str, Any]] = []
        self.forgets = False
        """Whether it can no longer say what was missed."""
        self.repeats = 0
        """How many events before the asked position it sends once more."""
        self.asked: list[tuple[str, str]] = []
        self.refuses: dict[str, tuple[int, str]] = {}
        self.resumes: list[str] = []
        self.pings = 0
        self.connections = 0
        self.locked_out = False
        self.deaf = False
        """Whether it hears nothing that is said to it."""
        self.speechless = False
        """Whether it takes calls and then says nothing."""
        self._stored: list[tuple[int, dict[str, Any]]] = []
        self._sockets: list[web.WebSocketResponse] = []
        self._first = 1000
        self._runner: web.AppRunner | None = None
        # Where it listens once, it listens again after a stop: nobody else may get there between.
        self.port = free_port()

    @property
    def position(self) -> int:
        return self._stored[-1][0] if self._stored else self._first

    async def start(self) -> None:
        """Serve, at the same port as before if there was one."""
        app = web.Application()
        app.router.add_get("/api/v1/events", self._events)
        app.router.add_route("*", "/api/v1/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()

    async def stop(self) -> None:
        """Be gone, as after a power cut."""
        self.cut()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def cut(self) -> None:
        """Break every socket without a word."""
        for socket in self._sockets:
            transport = socket._req.transport if socket._req else None
            if transport is not None:
                transport.abort()
        self._sockets.clear()

    async def close(self, code: int) -> None:
        """Close every socket with `code`."""
        for socket in tuple(self._sockets):
            await socket.close(code=code)

    async def announce(self, kind: str, data: Mapping[str, Any]) -> int:
        """Store an event, and send it to whoever listens; its number."""
        number = self.position + 1
        self._stored.append((number, {"id": str(number), "type": kind, "data": dict(data)}))
        await self._send_all(self._stored[-1][1])
        return number

    async def whisper(self, kind: str, data: Mapping[str, Any]) -> None:
        """Send what is not stored."""
        await self._send_all({"id": None, "type": kind, "data": dict(data)})

    async def say(self, frame: str | bytes) -> None:
        """Send just that, whatever it is."""
        for socket in tuple(self._sockets):
            await (socket.send_str if isinstance(frame, str) else socket.send_bytes)(frame)  # type: ignore[arg-type]  # as it came

    async def tell(self, title: str = "My cat", **more: Any) -> dict[str, Any]:
        """Notify the person; the notification."""
        told = self.notification(title, **more)
        await self.announce("notification", told)
        return told

    def notification(self, title: str = "My cat", **more: Any) -> dict[str, Any]:
        """A row of the inbox."""
        told = {
            "id": str(uuid4()),
            "kind": "download.available",
            "level": "success",
            "title": f"Ready: {title}",
            "body": f"“{title}” is in Plex.",
            "link": "/downloads/7",
            "params": {"title": title, "downloadId": "7", "plexUrl": "https://app.plex.tv/x"},
            "createdAt": (START + timedelta(seconds=len(self.inbox))).isoformat(),
            "readAt": None,
        } | more
        self.inbox.insert(0, told)
        return told

    async def _send_all(self, frame: dict[str, Any]) -> None:
        for socket in tuple(self._sockets):
            if not socket.closed:
                await self._send(socket, frame)

    async def _send(self, socket: web.WebSocketResponse, frame: dict[str, Any]) -> None:
        try:
            await socket.send_bytes(msgspec.json.encode({"at": self.at} | frame))
        except (ConnectionError, RuntimeError):
            self._sockets.remove(socket)

    async def _events(self, request: web.Request) -> web.WebSocketResponse:
        if self.locked_out:
            self.connections += 1
            raise web.HTTPForbidden
        if self.speechless:
            self.connections += 1
            await asyncio.Event().wait()
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.connections += 1
        self._sockets.append(socket)
        hello = {"lastId": str(self.position), "heartbeatSeconds": 25.0}
        await self._send(socket, {"type": "hello", "data": hello})
        async for message in socket:
            said = msgspec.json.decode(message.data)
            if said["type"] == "ping" and not self.deaf:
                self.pings += 1
                await self._send(socket, {"type": "pong"})
            if said["type"] == "resume":
                await self._resume(socket, said["lastId"])
        return socket

    async def _resume(self, socket: web.WebSocketResponse, last: str) -> None:
        self.resumes.append(last)
        missed = [each for number, each in self._stored if number > int(last) - self.repeats]
        if self.forgets or len(missed) > MOST_MISSED:
            await self._send(socket, {"type": "gap"})
            return
        for frame in missed:
            await self._send(socket, frame)

    async def _answer(self, request: web.Request) -> web.Response:
        path = request.path.removeprefix("/api/v1")
        self.asked.append((request.method, path))
        if path in self.refuses:
            status, detail = self.refuses[path]
            return web.json_response({"code": "refused", "detail": detail}, status=status)
        return web.json_response(self._said(path, request.query))

    def _said(self, path: str, query: Mapping[str, str]) -> Any:
        match path:
            case "/auth/session":
                return {"permissions": self.permissions}
            case "/notifications":
                return self._page(int(query["limit"]), query.get("cursor"))
            case "/youtube/downloads":
                return {"items": self.active, "id": "9"}
            case "/services/status":
                return {"items": self.services}
            case _:
                return {}

    def _page(self, limit: int, cursor: str | None) -> dict[str, Any]:
        ids = [one["id"] for one in self.inbox]
        start = ids.index(cursor) + 1 if cursor else 0
        items = self.inbox[start : start + limit]
        more = start + limit < len(ids)
        return {"items": items, "nextCursor": items[-1]["id"] if more else None}


class Wire:
    """A connection to the stand-in that has found it already; `doubt` is counted."""

    def __init__(self, port: int, session: aiohttp.ClientSession, paired: Paired) -> None:
        self.changed = Bell()
        self.state = "connected"
        self.reason = ""
        self.paired: Paired | None = paired
        self.base = f"http://127.0.0.1:{port}"
        self.session = session
        self.headers: Mapping[str, str] = {"Authorization": "Bearer mnd_x"}
        self.doubts = 0
        self.there = True
        """Whether the appliance answers over HTTP."""
        self.checks = 0

    def become(self, state: str, reason: str = "") -> None:
        self.state, self.reason = state, reason
        self.changed.ring()

    async def request(
        self, method: str, path: str, *, json: Any = None, params: Mapping[str, str] | None = None
    ) -> Any:
        try:
            async with self.session.request(
                method, self.base + path, json=json, params=params, headers=self.headers
            ) as answer:
                body = await answer.json()
        except aiohttp.ClientError as failure:
            raise NotConnectedError from failure
        if answer.status >= 400:
            raise RefusedError(answer.status, body["code"], body["detail"])
        return body

    async def answers(self) -> bool:
        self.checks += 1
        if not self.there:
            self.become("searching", "timeout")
        return self.there

    def doubt(self) -> None:
        self.doubts += 1


def paired_with(appliance: str = "a1") -> Paired:
    return Paired(
        id=appliance,
        name="Living room",
        ca_pem="",
        fingerprint="",
        addresses=(),
        device_id="d1",
        person="p1",
        paired_at=START,
    )


@asynccontextmanager
async def wire_to(port: int, appliance: str = "a1") -> AsyncIterator[Wire]:
    async with aiohttp.ClientSession() as session:
        yield Wire(port, session, paired_with(appliance))


async def until(claim: Any, seconds: float = 60.0) -> None:
    """Wait for `claim` to come true."""
    async with asyncio.timeout(seconds):
        while not claim():  # noqa: ASYNC110 - what it claims rings no bell
            await asyncio.sleep(0.005)
