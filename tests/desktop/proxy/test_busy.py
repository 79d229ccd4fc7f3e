"""Whoever wants to leave the window's page can see whether something is on its way for it."""

import asyncio
from collections.abc import AsyncIterator

from aiohttp import ClientSession
from tests.desktop.proxy.standin import PART, StandIn
from tests.support.waiting import soon

from medianest_desktop.proxy import Proxy


async def test_a_download_is_on_its_way_until_it_ends(window: ClientSession, proxy: Proxy) -> None:
    async with window.get("/endless") as answer:
        await answer.content.readexactly(len(PART))
        during = proxy.busy
        answer.close()

    assert during
    await soon(lambda: not proxy.busy)


async def test_an_upload_is_on_its_way_until_it_has_arrived(
    window: ClientSession, proxy: Proxy, appliance: StandIn, origin: str
) -> None:
    before_the_end = asyncio.Event()

    async def film() -> AsyncIterator[bytes]:
        yield PART
        await before_the_end.wait()
        yield PART

    async def send() -> None:
        await window.post("/upload", data=film(), headers={"Origin": origin})

    async with asyncio.TaskGroup() as both:
        both.create_task(send())
        await asyncio.wait_for(appliance.begun.wait(), 60)
        during = proxy.busy
        before_the_end.set()

    assert during
    await soon(lambda: not proxy.busy)


async def test_a_socket_is_nothing_that_an_end_would_harm(
    window: ClientSession, proxy: Proxy, origin: str
) -> None:
    async with window.ws_connect("/socket", headers={"Origin": origin}):
        assert not proxy.busy
