"""How long after a commit everybody who watches has its event."""

import asyncio
import json
import subprocess
import time
from collections.abc import Awaitable, Callable

import asyncpg
import httpx2
import msgspec
import uvloop
from tests.benchmarks.place import Place
from tests.benchmarks.processes import PromptAppliance, appliance, python, read_line
from tests.benchmarks.report import Figure
from tests.support.appliance import free_port

from medianest.infra.database import connected, transaction
from medianest.infra.events import LiveEvents, everyone
from medianest.infra.postgres import running

_SOCKETS, _PEOPLE, _EVENTS = 200, 10, 60
_PAUSE, _SETTLED = 0.1, 1.0
_AIM_MS = 100.0
_CHANNEL = "bench"

Send = Callable[[int], Awaitable[None]]


class Numbered(msgspec.Struct):
    """The data of an event."""

    number: int


def measure(place: Place) -> list[Figure]:
    with appliance(place.folder("events")) as served:
        tokens = _people(served)
        dsn = running(served.data_dir) or ""
        ours = _through_us(served, dsn, tokens * (_SOCKETS // _PEOPLE), place)
        raw = _through_a_line(dsn, place)
    against = "LISTEN/NOTIFY to one raw socket"
    details = {"sockets": _SOCKETS, "events": _EVENTS, "generator": "websockets, own process"}
    worst = percentile(ours, 99)
    return [
        Figure(
            name="fan-out, p50",
            value=percentile(ours, 50),
            unit="ms",
            baseline=percentile(raw, 50),
            against=against,
            details=details,
        ),
        Figure(
            name="fan-out, p99",
            value=worst,
            unit="ms",
            baseline=percentile(raw, 99),
            against=against,
            aim=f"<= {_AIM_MS:.0f} ms",
            met=worst <= _AIM_MS,
        ),
    ]


def _people(served: PromptAppliance) -> list[str]:
    """Sign in a household: one person may only have so many sockets."""
    tokens = [str(served.set_up()["tokens"]["accessToken"])]
    with served.client(tokens[0]) as owner:
        for number in range(1, _PEOPLE):
            known = {"email": f"p{number}@example.org", "password": f"correct horse {number} x"}
            owner.post("/admin/users", json={"name": f"P{number}", **known}).raise_for_status()
            tokens.append(_token(owner, known))
    return tokens


def _token(client: httpx2.Client, known: dict[str, str]) -> str:
    answer = client.post("/auth/login", json=known).raise_for_status()
    return str(answer.json()["tokens"]["accessToken"])


def _through_us(served: PromptAppliance, dsn: str, tokens: list[str], place: Place) -> list[float]:
    address = f"{served.base_url.replace('http', 'ws')}/api/v1/events"

    async def run(watching: "subprocess.Popen[str]") -> list[float]:
        live = LiveEvents()
        async with connected(dsn, most=1):

            async def send(number: int) -> None:
                async with transaction():
                    await live.announce("bench", Numbered(number), to=everyone())

            return await _send_all(send, watching)

    with python("tests.benchmarks.watchers", address, str(_EVENTS), *tokens, log=place.log) as one:
        return uvloop.run(run(one))


def _through_a_line(dsn: str, place: Place) -> list[float]:
    port = free_port()

    async def run(watching: "subprocess.Popen[str]") -> list[float]:
        connection = await asyncpg.connect(dsn)

        async def send(number: int) -> None:
            payload = json.dumps({"number": number})
            await connection.execute("SELECT pg_notify($1, $2)", _CHANNEL, payload)

        try:
            return await _send_all(send, watching)
        finally:
            await connection.close()

    with python("tests.benchmarks.bare_line", str(port), dsn, _CHANNEL, log=place.log) as line:
        read_line(line.stdout)
        address = f"tcp://127.0.0.1:{port}"
        with python("tests.benchmarks.watchers", address, str(_EVENTS), log=place.log) as one:
            return uvloop.run(run(one))


async def _send_all(send: Send, watching: "subprocess.Popen[str]") -> list[float]:
    """Send the events one by one; milliseconds from the end of each commit to each arrival."""
    await asyncio.to_thread(read_line, watching.stdout)
    # A fresh socket waits for its client's first frame before it passes anything on.
    await asyncio.sleep(_SETTLED)
    sent: list[float] = []
    for number in range(_EVENTS):
        await send(number)
        sent.append(time.monotonic())
        await asyncio.sleep(_PAUSE)
    async with asyncio.timeout(60):
        arrivals = json.loads(await asyncio.to_thread(read_line, watching.stdout))
    return [(at - sent[number]) * 1000 for number, at in arrivals]


def percentile(times: list[float], percent: int) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]
