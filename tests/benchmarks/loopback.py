"""500 MB down and up through the desktop client's loopback proxy, against the same without it."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from statistics import median

import psutil
import structlog
from aiohttp import ClientSession, CookieJar, web
from tests.benchmarks.place import Place
from tests.benchmarks.processes import python, read_line
from tests.benchmarks.report import Figure
from tests.desktop.proxy.standin import Line

from medianest_desktop.proxy import Proxy

BYTES = 500 * 10**6
_PIECE = bytes(2**18)
_TURNS = 3
_MIB = 2**20
_FILE = "/api/v1/file"

Way = Callable[[ClientSession, str, int], Awaitable[int]]


def measure(place: Place, size: int = BYTES, turns: int = _TURNS) -> list[Figure]:
    """How long, and how much the proxy's process grew meanwhile; ours and the direct in turns."""
    with python("tests.benchmarks.loopback", log=place.log) as server:
        direct = read_line(server.stdout).strip()
        with python("tests.benchmarks.loopback", direct, log=place.log) as proxy:
            door, process = read_line(proxy.stdout).strip(), psutil.Process(proxy.pid)
            return asyncio.run(_compare(door, direct, process, size, turns))


async def _compare(
    door: str, direct: str, process: psutil.Process, size: int, turns: int
) -> list[Figure]:
    times: dict[str, list[float]] = {}
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        async with session.get(door) as let_in:
            let_in.raise_for_status()
            through = str(let_in.url.origin())
        before = process.memory_info().rss / _MIB
        for _ in range(turns):
            for name, address in (("proxy", through), ("direct", direct)):
                for way, go in (("down", _down), ("up", _up)):
                    began = time.perf_counter()
                    moved = await go(session, address, size)
                    times.setdefault(f"{name} {way}", []).append(time.perf_counter() - began)
                    if moved != size:
                        raise RuntimeError(f"{moved} of {size} bytes by {address}")
        after = process.memory_info().rss / _MIB
    return _figures(times, size, before, after)


async def _down(session: ClientSession, address: str, size: int) -> int:
    moved = 0
    async with session.get(f"{address}{_FILE}", params={"bytes": size}) as answer:
        async for piece in answer.content.iter_any():
            moved += len(piece)
    return moved


async def _up(session: ClientSession, address: str, size: int) -> int:
    # As the window's own page sends it.
    headers = {"Origin": address}
    async with session.post(f"{address}{_FILE}", data=_pieces(size), headers=headers) as answer:
        return int(await answer.text())


async def _pieces(size: int) -> AsyncIterator[bytes]:
    left = size
    while left > 0:
        yield _PIECE[:left]
        left -= len(_PIECE)


def _figures(times: dict[str, list[float]], size: int, before: float, after: float) -> list[Figure]:
    return [
        *(
            Figure(
                name=f"{size / 1e6:.0f} MB {way} through the client",
                value=median(times[f"proxy {way}"]),
                unit="s",
                baseline=median(times[f"direct {way}"]),
                against="the same transfer without the proxy",
                details=times,
            )
            for way in ("down", "up")
        ),
        Figure(
            name="the client's proxy after that",
            value=after,
            unit="MiB",
            baseline=before,
            against="its RSS before",
        ),
    ]


async def _give(request: web.Request) -> web.StreamResponse:
    size = int(request.query["bytes"])
    answer = web.StreamResponse(headers={"Content-Length": str(size)})
    await answer.prepare(request)
    async for piece in _pieces(size):
        await answer.write(piece)
    return answer


async def _page(_: web.Request) -> web.Response:
    return web.Response()


async def _take(request: web.Request) -> web.Response:
    moved = 0
    async for piece in request.content.iter_any():
        moved += len(piece)
    return web.Response(text=str(moved))


async def _serve() -> None:
    """Give and take files; says its address."""
    app = web.Application(client_max_size=0)
    app.router.add_get(_FILE, _give)
    app.router.add_post(_FILE, _take)
    app.router.add_get("/", _page)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


async def _proxy(upstream: str) -> None:
    """Stand before that server as the client does; says the window's first address."""
    async with (
        ClientSession(auto_decompress=False) as session,
        Proxy(Line(session, upstream), []) as running,
    ):
        print(running.url("/"), flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    # What is said on standard output is for whoever measures.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    asyncio.run(_proxy(sys.argv[1]) if sys.argv[1:] else _serve())
