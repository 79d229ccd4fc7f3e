"""Looking at links must not fill the machine."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass

import pytest

from medianest.downloads.errors import ManyLooksError
from medianest.downloads.runner import FetchFailedError, Runner
from medianest.infra.egress import EgressGuard, EgressProxy

_RUNNING = 2
_WITH_WAITING = 8


@dataclass
class SlowSite:
    """Has nothing to show, and takes its time to say so."""

    authority: str = ""
    present: int = 0
    most: int = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.present += 1
        self.most = max(self.most, self.present)
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(0.3)
        self.present -= 1
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        writer.close()


@pytest.fixture
async def site() -> AsyncIterator[SlowSite]:
    slow = SlowSite()
    server = await asyncio.start_server(slow.answer, "127.0.0.1", 0)
    slow.authority = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield slow


@pytest.fixture
async def runner(site: SlowSite) -> AsyncIterator[Runner]:
    async with EgressProxy(EgressGuard([site.authority])) as proxy:
        yield Runner(proxy)


async def test_of_many_previews_two_run_a_few_wait_and_the_rest_is_told_at_once(
    runner: Runner, site: SlowSite
) -> None:
    links = [f"http://{site.authority}/{number}.mp4" for number in range(12)]

    ended = await asyncio.gather(*map(runner.look, links), return_exceptions=True)

    assert 0 < site.most <= _RUNNING
    assert sum(isinstance(one, FetchFailedError) for one in ended) == _WITH_WAITING
    assert sum(isinstance(one, ManyLooksError) for one in ended) == len(links) - _WITH_WAITING


async def test_previews_that_are_given_up_make_room_for_others(
    runner: Runner, site: SlowSite
) -> None:
    link = f"http://{site.authority}/a.mp4"
    with suppress(TimeoutError):
        async with asyncio.timeout(0.1):
            await asyncio.gather(*(runner.look(link) for _ in range(_WITH_WAITING)))

    with pytest.raises(FetchFailedError):
        await runner.look(link)
