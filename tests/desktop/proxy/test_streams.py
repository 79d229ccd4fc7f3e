"""Nothing is held back and nothing is piled up, in either direction."""

import asyncio
import hashlib
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, WSMsgType
from tests.desktop.proxy.standin import PART, Line, StandIn
from yarl import URL

from medianest_desktop.proxy import Proxy

# Sockets of the system hold a few megabytes by themselves, on four legs.
PILE = 24 * 1024 * 1024


async def parts(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield PART


async def test_a_slow_reader_slows_the_appliance(window: ClientSession, appliance: StandIn) -> None:
    async with window.get("/endless") as answer:
        await answer.content.readexactly(len(PART))
        before = -1
        while appliance.sent != before:
            before = appliance.sent
            await asyncio.sleep(0.1)

        assert appliance.sent < PILE


async def test_a_reader_who_leaves_ends_the_exchange(
    window: ClientSession, appliance: StandIn
) -> None:
    async with window.get("/endless") as answer:
        await answer.content.readexactly(len(PART))
        answer.close()

    await asyncio.wait_for(appliance.left.wait(), 60)


@pytest.mark.parametrize("length", [{"Content-Length": str(64 * len(PART))}, {}])
async def test_an_upload_arrives_whole(
    window: ClientSession, origin: str, length: dict[str, str]
) -> None:
    headers = {"Origin": origin, **length}

    async with window.post("/upload", data=parts(64), headers=headers) as answer:
        arrived = await answer.json()

    assert arrived["size"] == 64 * len(PART)
    assert arrived["sha256"] == hashlib.sha256(PART * 64).hexdigest()


async def test_an_upload_that_breaks_off_breaks_off_there_too(
    window: ClientSession, appliance: StandIn, proxy: Proxy, origin: str
) -> None:
    cookie = window.cookie_jar.filter_cookies(URL(origin))["medianest_window"].OutputString()
    head = f"POST /upload HTTP/1.1\r\nHost: 127.0.0.1:{proxy.port}\r\nOrigin: {origin}\r\n"
    _, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    writer.write(f"{head}Cookie: {cookie}\r\nContent-Length: 999999\r\n\r\n".encode() + PART)
    await asyncio.wait_for(appliance.begun.wait(), 60)

    writer.transport.abort()

    await asyncio.wait_for(appliance.left.wait(), 60)


async def test_an_event_is_there_before_the_answer_ends(
    window: ClientSession, appliance: StandIn
) -> None:
    async with window.get("/stream") as answer:
        first = await asyncio.wait_for(answer.content.readuntil(b"\n\n"), 60)
        answer.close()

    assert first == b"data: first\n\n"
    await asyncio.wait_for(appliance.left.wait(), 60)


async def test_a_socket_carries_both_ways(window: ClientSession, origin: str) -> None:
    headers = {"Origin": origin}
    async with window.ws_connect("/socket", headers=headers, protocols=["medianest"]) as socket:
        await socket.send_str("hello")
        await socket.send_bytes(PART)

        assert socket.protocol == "medianest"
        assert (await socket.receive(60)).data == "heard hello"
        assert (await socket.receive(60)).data == PART


async def test_a_socket_adds_the_token_and_leaves_the_cookie(
    window: ClientSession, appliance: StandIn, origin: str
) -> None:
    async with window.ws_connect("/socket", headers={"Origin": origin}):
        told = appliance.heard[-1].headers

    assert told["Authorization"] == "Bearer mnd_secret"
    assert not {"Cookie", "Origin"} & set(told)


async def test_the_appliance_s_reason_for_closing_arrives(
    window: ClientSession, origin: str
) -> None:
    async with window.ws_connect("/socket", headers={"Origin": origin}) as socket:
        await socket.send_str("bye")

        last = await socket.receive(60)
        assert (last.type, last.data) == (WSMsgType.CLOSE, 4001)


async def test_a_socket_that_the_page_closes_is_closed_there(
    window: ClientSession, appliance: StandIn, origin: str
) -> None:
    async with window.ws_connect("/socket", headers={"Origin": origin}):
        pass

    await asyncio.wait_for(appliance.left.wait(), 60)


async def test_being_signed_out_closes_every_socket(
    window: ClientSession, proxy: Proxy, origin: str
) -> None:
    async with window.ws_connect("/socket", headers={"Origin": origin}) as socket:
        await socket.send_str("hello")
        await socket.receive(60)

        await proxy.sign_out()

        assert (await socket.receive_json(timeout=60))["type"] == "session.revoked"
        last = await socket.receive(60)
        assert (last.type, last.data) == (WSMsgType.CLOSE, 4401)


async def test_a_socket_to_an_absent_appliance_is_a_problem(
    window: ClientSession, line: Line, origin: str
) -> None:
    line.stands = "away"

    async with window.get("/socket", headers={"Origin": origin, "Upgrade": "websocket"}) as answer:
        assert answer.status == 503
