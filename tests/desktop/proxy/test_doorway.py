"""Who only stands in the door is in nobody's way."""

import asyncio

import pytest
from aiohttp import ClientSession, CookieJar, WSMsgType
from tests.desktop.proxy.standin import Line

from medianest_desktop.proxy import Proxy, doorway


async def test_of_too_many_silent_strangers_the_oldest_is_turned_away(
    proxy: Proxy, window: ClientSession
) -> None:
    async with window.ws_connect("/socket", origin=f"http://127.0.0.1:{proxy.port}") as socket:
        lines = [
            await asyncio.open_connection("127.0.0.1", proxy.port) for _ in range(doorway.MOST + 5)
        ]
        async with asyncio.timeout(60):
            assert await lines[0][0].read() == b""
        async with window.get("/film") as answer:
            assert answer.status == 200
        await socket.send_str("still there")
        assert (await socket.receive(timeout=60)).type is WSMsgType.TEXT
    for _, writer in lines:
        writer.close()


@pytest.mark.parametrize("said", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"])
async def test_a_stranger_who_stays_is_turned_away(line: Line, said: bytes) -> None:
    async with Proxy(line, [], patience=0.05) as proxy, asyncio.timeout(60):
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        writer.write(said)
        await reader.read()
        assert reader.at_eof()
        writer.close()


async def test_the_window_stays_as_long_as_it_likes(line: Line) -> None:
    async with Proxy(line, [], patience=1) as proxy:
        origin = f"http://127.0.0.1:{proxy.port}"
        async with (
            ClientSession(origin, cookie_jar=CookieJar(unsafe=True)) as window,
            window.get(proxy.url("/")),
            window.ws_connect("/socket", origin=origin) as socket,
        ):
            reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
            # A stranger who came after it has had to leave, so its own time would be over too.
            assert await reader.read() == b""
            writer.close()
            await socket.send_str("still there")
            assert (await socket.receive(timeout=60)).type is WSMsgType.TEXT
