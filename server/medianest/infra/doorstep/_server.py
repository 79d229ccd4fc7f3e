"""A small server of HTTP/1.1 over h11, for a few minutes at most."""

import asyncio
import os
import socket
import ssl
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import h11

from medianest.infra.doorstep._answers import Answer, Answers, headers
from medianest.infra.doorstep._page import Page
from medianest.infra.doorstep._progress import Progress
from medianest.infra.interfaces import family_of
from medianest.infra.supervisor import OwnerMustActError

_MOST_CALLERS = 500
_PATIENCE = timedelta(seconds=15)
_LONGEST_HEAD = 16_384
_BACKLOG = 256
_BAD_REQUEST = Answer(400, "text/plain; charset=utf-8", b"That is not HTTP.\n")


class Doorstep:
    """The server while it stands."""

    def __init__(self, server: asyncio.Server, callers: "_Callers") -> None:
        self._server = server
        self._callers = callers

    def close(self) -> None:
        """Leave the port to the next one; who still talks is cut off."""
        self._server.close()
        self._callers.hang_up()

    async def gone(self) -> None:
        """Wait until nothing of it is left."""
        await self._callers.gone()


@asynccontextmanager
async def doorstep(
    host: str,
    port: int,
    progress: Progress,
    *,
    welcoming: bool = True,
    most_callers: int = _MOST_CALLERS,
) -> AsyncIterator[Doorstep]:
    """Answer on the port while inside, or until it is closed; at once if not `welcoming`.

    Raises `OwnerMustActError` when somebody else has it.
    """
    sock = _listening(host, port)
    async with _standing(sock, progress, most=most_callers) as standing:
        if not welcoming:
            standing.close()
        yield standing


@asynccontextmanager
async def secure_doorstep(
    host: str, port: int, progress: Progress, tls: ssl.SSLContext
) -> AsyncIterator[Doorstep]:
    """The same over TLS, on a port that the caller holds already and shares."""
    sock = _bound(host, port, shared=hasattr(socket, "SO_REUSEPORT"))
    async with _standing(sock, progress, tls) as standing:
        yield standing


@asynccontextmanager
async def _standing(
    sock: socket.socket,
    progress: Progress,
    tls: ssl.SSLContext | None = None,
    *,
    most: int = _MOST_CALLERS,
) -> AsyncIterator[Doorstep]:
    callers = _Callers(Answers(progress, Page()), most)
    server = await asyncio.start_server(
        callers.welcome,
        sock=sock,
        limit=_LONGEST_HEAD,
        backlog=_BACKLOG,
        ssl=tls,
        ssl_handshake_timeout=_PATIENCE.total_seconds() if tls else None,
    )
    standing = Doorstep(server, callers)
    try:
        yield standing
    finally:
        standing.close()
        await standing.gone()


def _listening(host: str, port: int) -> socket.socket:
    try:
        # Alone at first, to notice others; then such that the next server can come beside it.
        _bound(host, port, shared=False).close()
        return _bound(host, port, shared=hasattr(socket, "SO_REUSEPORT"))
    except OSError as wrong:
        reason = os.strerror(wrong.errno or 0)
        raise OwnerMustActError(
            f"Cannot listen on {host}:{port} ({reason}). Another program may use that port: "
            "stop it, or choose another server.port."
        ) from wrong


def _bound(host: str, port: int, *, shared: bool) -> socket.socket:
    return socket.create_server(
        (host, port),
        family=family_of(host),
        dualstack_ipv6=host == "::",
        reuse_port=shared,
        backlog=_BACKLOG,
    )


class _Callers:
    """Everybody who is connected."""

    def __init__(self, answers: Answers, most: int) -> None:
        self._answers = answers
        self._most = most
        # Each with its address, the one who has stayed longest first.
        self._tasks: dict[asyncio.Task[None], str] = {}

    async def welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection to its end."""
        task = asyncio.current_task()
        if task is None:
            return
        if len(self._tasks) >= self._most:
            self._make_room()
        self._tasks[task] = _address(writer)
        try:
            # Streams take a cancelled task for a crash, so being hung up on ends it like the rest.
            with suppress(OSError, TimeoutError, asyncio.CancelledError):
                await _Talk(self._answers, reader, writer).hold()
        finally:
            self._tasks.pop(task, None)
            writer.close()

    def _make_room(self) -> None:
        """Hang up on whoever has stayed longest, of those at the address with the most callers.

        An answer takes no time, so it is one who says nothing. Through a proxy or a container's
        bridge all have the same address: then it is whoever has stayed longest of all.
        """
        crowded, _ = Counter(self._tasks.values()).most_common(1)[0]
        oldest = next(task for task, address in self._tasks.items() if address == crowded)
        del self._tasks[oldest]
        oldest.cancel()

    def hang_up(self) -> None:
        """End what is left."""
        for task in self._tasks:
            task.cancel()

    async def gone(self) -> None:
        """Wait until all have left."""
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _address(writer: asyncio.StreamWriter) -> str:
    # Gone already, it has none.
    peer = writer.get_extra_info("peername")
    return str(peer[0]) if peer else ""


class _Talk:
    """One connection: requests and answers in turn."""

    def __init__(
        self, answers: Answers, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._answers = answers
        self._reader = reader
        self._writer = writer
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=_LONGEST_HEAD)

    async def hold(self) -> None:
        """Answer until either side wants no more; a request has 15 seconds to be complete."""
        while True:
            async with asyncio.timeout(_PATIENCE.total_seconds()):
                goes_on = await self._exchange()
            if not goes_on:
                return
            self._http.start_next_cycle()

    async def _exchange(self) -> bool:
        try:
            request = await self._next_request()
        except h11.RemoteProtocolError:
            await self._refuse()
            return False
        if request is None:
            return False
        if request.method == b"CONNECT":
            # After a good answer there would be no HTTP any more to send it in.
            await self._refuse()
            return False
        answer = self._answers.to(request.target.decode("latin-1"), _language(request))
        await self._send(answer, with_body=request.method != b"HEAD")
        return self._http.states == {h11.CLIENT: h11.DONE, h11.SERVER: h11.DONE}

    async def _next_request(self) -> h11.Request | None:
        """The next whole request; None when the caller has left. What it carries is dropped."""
        request: h11.Request | None = None
        while True:
            event = self._http.next_event()
            match event:
                case h11.NEED_DATA if self._http.they_are_waiting_for_100_continue:
                    return request
                case h11.NEED_DATA:
                    self._http.receive_data(await self._reader.read(_LONGEST_HEAD))
                case h11.Request():
                    request = event
                case h11.EndOfMessage():
                    return request
                case h11.ConnectionClosed() | h11.PAUSED:
                    return None

    async def _send(self, answer: Answer, *, with_body: bool) -> None:
        head = h11.Response(status_code=answer.status, headers=headers(answer))
        sent = self._http.send(head) or b""
        if with_body:
            sent += self._http.send(h11.Data(data=answer.body)) or b""
        sent += self._http.send(h11.EndOfMessage()) or b""
        self._writer.write(sent)
        await self._writer.drain()

    async def _refuse(self) -> None:
        if self._http.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            await self._send(_BAD_REQUEST, with_body=True)


def _language(request: h11.Request) -> str:
    return next(
        (value.decode("latin-1") for name, value in request.headers if name == b"accept-language"),
        "",
    )
