"""A proxy before an appliance of this process, and the window that was let in."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, CookieJar, web
from tests.desktop.proxy.standin import Line, StandIn

from medianest_desktop.proxy import Proxy


async def own_page(request: web.Request) -> web.Response:
    return web.Response(text="the client's own")


@pytest.fixture
def appliance() -> StandIn:
    return StandIn()


@pytest.fixture
async def line(appliance: StandIn) -> AsyncIterator[Line]:
    runner = web.AppRunner(
        appliance.app(), access_log=None, handler_cancellation=True, shutdown_timeout=0.1
    )
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    async with ClientSession(auto_decompress=False) as session:
        yield Line(session, f"http://127.0.0.1:{port}")
    await runner.cleanup()


@pytest.fixture
def spoken() -> list[str]:
    """The languages that the client has spoken, the last one being that of now."""
    return ["en"]


@pytest.fixture
async def proxy(line: Line, spoken: list[str]) -> AsyncIterator[Proxy]:
    own = [web.get("/_client/api/state", own_page), web.post("/_client/api/retry", own_page)]
    async with Proxy(line, own, language=lambda: spoken[-1]) as running:
        yield running


@pytest.fixture
def origin(proxy: Proxy) -> str:
    return f"http://127.0.0.1:{proxy.port}"


@pytest.fixture
async def stranger(origin: str) -> AsyncIterator[ClientSession]:
    """Another program of this computer: it knows the port, nothing else."""
    async with ClientSession(origin, auto_decompress=False) as session:
        yield session


@pytest.fixture
async def window(proxy: Proxy, origin: str) -> AsyncIterator[ClientSession]:
    """The window: it was let in by its first address."""
    jar = CookieJar(unsafe=True)
    async with ClientSession(origin, cookie_jar=jar, auto_decompress=False) as session:
        async with session.get(proxy.url("/"), allow_redirects=False) as answer:
            assert answer.status == 303
        yield session
