"""What a hostile child or a hostile site could do to the way out."""

import asyncio
import base64
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from medianest.infra.egress import EgressGuard, EgressPass, EgressProxy, Limits

_RESET = struct.pack("ii", 1, 0)


@asynccontextmanager
async def _site(answer: Any) -> AsyncIterator[str]:
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def _ask(child: EgressPass, request_line: str, header: str = "") -> bytes:
    proof = base64.b64encode(f"child:{child.token}".encode()).decode()
    reader, writer = await asyncio.open_connection("127.0.0.1", int(child.url.rpartition(":")[2]))
    head = f"{request_line}\r\n{header}Proxy-Authorization: Basic {proof}\r\n\r\n"
    writer.write(head.encode())
    try:
        async with asyncio.timeout(60):
            return await reader.read(-1)
    finally:
        writer.close()


async def _tear(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"the beginning")
    await writer.drain()
    connection: socket.socket = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    writer.transport.abort()


async def _keep_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


async def _crashes_of_a_tunnel(answer: Any) -> list[str]:
    crashes: list[str] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: crashes.append(str(context["message"])))
    async with _site(answer) as place:
        guard, limits = EgressGuard([place]), Limits(idle=0.2)
        async with EgressProxy(guard, limits=limits) as proxy:
            with proxy.admit() as child:
                await _ask(child, f"CONNECT {place} HTTP/1.1")
    return crashes


async def test_a_site_that_tears_its_tunnel_crashes_nothing() -> None:
    assert await _crashes_of_a_tunnel(_tear) == []


async def test_a_site_that_falls_silent_in_its_tunnel_crashes_nothing() -> None:
    assert await _crashes_of_a_tunnel(_keep_silent) == []


async def test_a_line_feed_in_a_header_smuggles_no_second_one() -> None:
    seen: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.read(1000))
        writer.close()

    async with _site(listen) as place, EgressProxy(EgressGuard([place])) as proxy:
        with proxy.admit() as child:
            answer = await _ask(child, f"GET http://{place}/ HTTP/1.1", "A: b\nHost: evil\r\n")

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert seen == []
