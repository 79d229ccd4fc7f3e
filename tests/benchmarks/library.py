"""Reading a Plex library of a hundred thousand films, and what the household notices of it."""

import asyncio
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
import psutil
import uvloop
from tests.benchmarks.memory import fields
from tests.benchmarks.pace import Ask, Line, Waits, steadily
from tests.benchmarks.place import Place
from tests.benchmarks.processes import PromptAppliance, appliance, python, read_line, whole
from tests.benchmarks.report import Figure
from tests.support.waiting import until

_FILMS, _CHANGES = 100_000, 10
_LOWEST_SHARE, _MOST_MIB, _MOST_TIMES = 0.05, 150.0, 3.0
_QUIET, _SETTLED, _LONGEST = 15, 5, 600
_LOOK_EVERY = 0.2
_LINES, _EVERY = 4, 0.1
_MIB = 1024


@dataclass(frozen=True)
class Before:
    """The appliance while nothing was read."""

    memory_mib: float
    waits: Waits


@dataclass(frozen=True)
class Reading:
    """What a reading of the library took, and what was noticed meanwhile."""

    seconds: float
    peak_mib: float
    neighbour_s: float
    waits: Waits


@dataclass(frozen=True)
class Household:
    """The appliance with its Plex server next to it."""

    served: PromptAppliance
    token: str
    plex: "subprocess.Popen[str]"

    def tell_plex(self, words: str) -> None:
        assert self.plex.stdin is not None
        self.plex.stdin.write(f"{words}\n")
        self.plex.stdin.flush()
        read_line(self.plex.stdout)

    def client(self) -> httpx2.Client:
        return self.served.client(self.token)

    def reports(self) -> list[dict[str, Any]]:
        with self.client() as client:
            answer = client.get("/plex/syncs", params={"limit": 1}).raise_for_status()
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    async def asked(self, over: asyncio.Event) -> Waits:
        """Look at pages at a steady pace until it is `over`."""
        waits, asks = Waits(), _asks()
        lines = [Line(self.served.port, self.token) for _ in range(_LINES)]
        async with asyncio.TaskGroup() as group:
            for number, line in enumerate(lines):
                turned = asks[number:] + asks[:number]
                group.create_task(steadily(line, turned, waits, over, every=_EVERY))
        for line in lines:
            await line.close()
        return waits


def measure(place: Place) -> list[Figure]:
    with _household(place) as home:
        return uvloop.run(_measure(home))


@contextmanager
def _household(place: Place) -> Iterator[Household]:
    with (
        appliance(place.folder("library")) as served,
        python("tests.benchmarks.plex_shelf", log=place.log) as plex,
    ):
        url, token = read_line(plex.stdout).split()
        home = Household(served, served.set_up()["tokens"]["accessToken"], plex)
        with home.client() as client:
            wanted = {"url": url, "token": token}
            client.put("/services/plex", json=wanted).raise_for_status()
        # Connecting reads the shelf, which is still empty.
        until(lambda: any(one["finishedAt"] for one in home.reports()))
        yield home


async def _measure(home: Household) -> list[Figure]:
    home.tell_plex(f"hold {_FILMS}")
    idle = _in_use(home.served.pid)
    first = await _read(home, full=True)
    quiet = await _quiet(home)
    again = await _read(home, full=True)
    home.tell_plex(f"change {_CHANGES}")
    changes = await _read(home, full=False)
    return _figures(Before(idle, quiet), first, again, changes)


def _figures(before: Before, first: Reading, again: Reading, changes: Reading) -> list[Figure]:
    quiet, idle = before.waits, before.memory_mib
    share = changes.seconds / first.seconds
    most = max(first.peak_mib, again.peak_mib) - idle
    return [
        Figure(
            name="library read whole",
            value=first.seconds,
            unit="s",
            baseline=first.neighbour_s,
            against="the processor time that the Plex stand-in alone takes for its answers",
            details={"films": _FILMS, "again": again.seconds, "again, Plex": again.neighbour_s},
        ),
        Figure(
            name=f"library, {_CHANGES} changes",
            value=changes.seconds,
            unit="s",
            baseline=first.seconds,
            against="reading it whole for the first time",
            aim=f"<= {_LOWEST_SHARE:.0%}",
            met=share <= _LOWEST_SHARE,
            details={"of reading it whole again": changes.seconds / again.seconds},
        ),
        Figure(
            name="memory for reading",
            value=most,
            unit="MiB",
            baseline=idle,
            against="what was in use before, which is not in it",
            aim=f"<= {_MOST_MIB:.0f} MiB",
            met=most <= _MOST_MIB,
            details={"first": first.peak_mib, "again": again.peak_mib, "all": changes.peak_mib},
        ),
        *(
            Figure(
                name=f"p99 while {what}",
                value=reading.waits.p99_ms,
                unit="ms",
                baseline=quiet.p99_ms,
                against="the same requests at the same pace while nothing is read",
                aim=f"<= {_MOST_TIMES:.0f} times",
                met=reading.waits.p99_ms <= _MOST_TIMES * quiet.p99_ms,
                details={"quiet": quiet.as_details(), "then": reading.waits.as_details()},
            )
            for what, reading in (("reading first", first), ("reading again", again))
        ),
    ]


async def _quiet(home: Household) -> Waits:
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(_QUIET, over.set)
    # Looking at its memory disturbs it a little, so that is done here as well.
    async with _remembering(home.served.pid):
        return await home.asked(over)


async def _read(home: Household, *, full: bool) -> Reading:
    await asyncio.sleep(_SETTLED)
    over, neighbour = asyncio.Event(), psutil.Process(home.plex.pid)
    worked = sum(neighbour.cpu_times()[:2])
    async with _remembering(home.served.pid) as memory, asyncio.TaskGroup() as group:
        with home.client() as client:
            answer = client.post("/plex/sync", json={"full": full}).raise_for_status()
        asked = answer.json()["id"]
        asking = group.create_task(home.asked(over))
        report = await asyncio.to_thread(_finished, home, asked)
        over.set()
    if report["state"] != "done":
        raise RuntimeError(report)
    return Reading(
        _seconds(report),
        max(memory),
        sum(neighbour.cpu_times()[:2]) - worked,
        asking.result(),
    )


def _finished(home: Household, asked: str) -> dict[str, Any]:
    """Wait for the report of a reading."""
    deadline = time.monotonic() + _LONGEST
    while time.monotonic() < deadline:
        [report] = home.reports()
        if report["id"] == asked and report["finishedAt"]:
            return report
        time.sleep(_LOOK_EVERY)
    raise TimeoutError(asked)


def _seconds(report: dict[str, Any]) -> float:
    began, ended = (datetime.fromisoformat(report[name]) for name in ("startedAt", "finishedAt"))
    return (ended - began).total_seconds()


@asynccontextmanager
async def _remembering(pid: int) -> AsyncIterator[list[float]]:
    """What all processes use in MiB, once a second while inside."""
    found = [_in_use(pid)]

    async def look() -> None:
        while True:
            await asyncio.sleep(1)
            found.append(await asyncio.to_thread(_in_use, pid))

    async with asyncio.TaskGroup() as group:
        looking = group.create_task(look())
        yield found
        looking.cancel()


def _in_use(pid: int) -> float:
    total = 0
    for process in whole(pid):
        rolled = Path(f"/proc/{process.pid}/smaps_rollup")
        try:
            total += fields(rolled)["Pss"]
        except (FileNotFoundError, ProcessLookupError):
            continue  # A probe of something that has ended meanwhile.
    return total / _MIB


def _asks() -> list[tuple[str, Ask]]:
    pages = ("dashboard", "plex/libraries/1/items?limit=20", "media/requests?limit=20")
    notice = Ask("/api/v1/notifications/read-all", {})
    asks = [(f"GET {page}", Ask(f"/api/v1/{page}")) for page in pages]
    return [*asks, ("POST read-all", notice)]
