"""The only way out for a child that works on a stranger's link: a filtering HTTP proxy."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import structlog

from medianest.infra.egress._addresses import Address
from medianest.infra.egress._guard import EgressGuard, EgressRefusedError
from medianest.infra.egress._request import BadRequestError, Request, closing, parse

_CHUNK = 1 << 18
_END_OF_HEAD = b"\r\n\r\n"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Limits:
    """How long things may take, in seconds, and how many connections one child may hold."""

    head: float = 10
    connect: float = 15
    idle: float = 90
    connections: int = 64


@dataclass(slots=True)
class EgressPass:
    """One child's right to go out, and the record of what it did with it."""

    token: str
    url: str
    received: int = 0
    sent: int = 0
    connections: set[asyncio.StreamWriter] = field(default_factory=set)
    hosts: set[str] = field(default_factory=set)
    refusals: Counter[str] = field(default_factory=Counter)


class EgressProxy:
    """Listens on loopback while inside; every connection outward passes the guard.

    A refused request is answered `403 Refused <reason>` and counted in the pass, so that the
    caller knows the reason whatever the child made of it.
    """

    def __init__(self, guard: EgressGuard, *, limits: Limits | None = None) -> None:
        self._guard = guard
        self._limits = limits or Limits()
        self._passes: dict[str, EgressPass] = {}
        self._server: asyncio.Server | None = None
        self._port = 0
        self._served: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", 0, limit=_CHUNK, backlog=128
        )
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.close()
        for one in self._passes.values():
            _cut(one)
        if self._served:
            await asyncio.wait(self._served, timeout=1)

    @contextmanager
    def admit(self) -> Iterator[EgressPass]:
        """Let one child out while inside; its secret stands in the pass' `url`."""
        token = secrets.token_urlsafe(24)
        one = EgressPass(token, f"http://child:{token}@127.0.0.1:{self._port}")
        self._passes[token] = one
        try:
            yield one
        finally:
            del self._passes[token]
            _cut(one)
            log.debug("egress_closed", hosts=sorted(one.hosts), received=one.received)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._served.add(task)
            task.add_done_callback(self._served.discard)
        try:
            async with asyncio.timeout(self._limits.head):
                request = parse(await reader.readuntil(_END_OF_HEAD))
            child = self._passes.get(request.token)
            if child is None:
                await _answer(writer, "407 Proxy Authentication Required", _CHALLENGE)
            elif len(child.connections) >= 2 * self._limits.connections:
                await _answer(writer, "429 Too Many Connections")
            else:
                await self._counted(child, request, reader, writer)
        except (BadRequestError, asyncio.LimitOverrunError):
            await _answer(writer, "400 Bad Request")
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            # One side went away or fell silent: closing tells the other.
            pass
        finally:
            writer.close()

    async def _counted(
        self,
        child: EgressPass,
        request: Request,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        child.connections.add(writer)
        child.hosts.add(request.host)
        try:
            await self._forward(child, request, reader, writer)
        finally:
            child.connections.discard(writer)

    async def _forward(
        self,
        child: EgressPass,
        request: Request,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        try:
            addresses = await self._guard.check(request.host, request.port)
            far_reader, far_writer = await self._connect(addresses, request.port)
        except EgressRefusedError as refused:
            child.refusals[refused.reason] += 1
            log.info("egress_refused", host=request.host, reason=refused.reason)
            await _answer(writer, f"403 Refused {refused.reason}")
            return
        except OSError:
            child.refusals["unreachable"] += 1
            await _answer(writer, "502 Unreachable")
            return
        child.connections.add(far_writer)
        try:
            await self._exchange(child, request, (reader, writer), (far_reader, far_writer))
        finally:
            child.connections.discard(far_writer)
            far_writer.close()

    async def _connect(
        self, addresses: list[Address], port: int
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        failure: OSError = ConnectionError("no address")
        for address in addresses[:4]:
            try:
                async with asyncio.timeout(self._limits.connect):
                    return await asyncio.open_connection(str(address), port, limit=_CHUNK)
            except OSError as failed:
                failure = failed
        raise failure

    async def _exchange(
        self, child: EgressPass, request: Request, near: "_Streams", far: "_Streams"
    ) -> None:
        if request.is_tunnel:
            near[1].write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await self._both_ways(child, near, far)
            return
        body = await near[0].readexactly(request.body_length) if request.body_length else b""
        far[1].write(request.head + body)
        child.sent += len(request.head) + len(body)
        async with asyncio.timeout(self._limits.idle):
            head = await _final_head(far[0])
        near[1].write(closing(head))
        child.received += len(head) + await self._pump(far[0], near[1])

    async def _both_ways(self, child: EgressPass, near: "_Streams", far: "_Streams") -> None:
        try:
            async with asyncio.TaskGroup() as group:
                inward = group.create_task(self._pump(far[0], near[1]))
                outward = group.create_task(self._pump(near[0], far[1]))
        except* OSError:
            # A torn or silent tunnel is nobody's fault here: the child sees its end, and decides.
            pass
        else:
            child.received += inward.result()
            child.sent += outward.result()

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> int:
        passed = 0
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(self._limits.idle) as silence:
            while (chunk := await source.read(_CHUNK)) and not sink.is_closing():
                sink.write(chunk)
                await sink.drain()
                passed += len(chunk)
                silence.reschedule(loop.time() + self._limits.idle)
        if not sink.is_closing() and sink.can_write_eof():
            sink.write_eof()
        return passed


_Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
_CHALLENGE = 'Proxy-Authenticate: Basic realm="egress"\r\n'


async def _final_head(far: asyncio.StreamReader) -> bytes:
    while (head := await far.readuntil(_END_OF_HEAD)).startswith((b"HTTP/1.1 1", b"HTTP/1.0 1")):
        # "Continue" and its like come before the answer proper.
        pass
    return head


def _cut(child: EgressPass) -> None:
    for writer in list(child.connections):
        writer.transport.abort()


async def _answer(writer: asyncio.StreamWriter, status: str, header: str = "") -> None:
    if writer.is_closing():
        return
    writer.write(
        f"HTTP/1.1 {status}\r\n{header}Content-Length: 0\r\nConnection: close\r\n\r\n".encode()
    )
    await writer.drain()
