"""Title pages and searches: from the database, and asked of a TMDB that takes its 50 ms."""

from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import uvloop
from tests.benchmarks.load import generator
from tests.benchmarks.pace import Ask, Line, Waits, one_after_another
from tests.benchmarks.place import Place
from tests.benchmarks.processes import (
    PromptAppliance,
    appliance,
    python,
    read_line,
    wait_for,
)
from tests.benchmarks.report import Figure
from tests.benchmarks.turns import Server, Turns, take_turns
from tests.standins.tmdb import API_KEY
from tests.support.appliance import free_port

from medianest.infra.postgres import running

_LATENCY = 0.05
_FIRST, _PAGES = 1001, 60
_WORDS = ("night", "love", "house", "moon", "river", "garden", "winter", "stone", "king", "sea")
_API = "/api/v1/media"


def measure(place: Place) -> list[Figure]:
    with _catalogue(place) as served:
        token = str(served.set_up()["tokens"]["accessToken"])
        fresh = uvloop.run(_ask_first(served.port, token))
        # What was asked first is stored now, and from here on nobody outside is asked.
        paths = [f"{_API}/movie/{_FIRST}", f"{_API}/tv/{_FIRST}", f"{_API}/search?q={_WORDS[0]}"]
        headers = {"Authorization": f"Bearer {token}"}
        process = psutil.Process(served.pid)
        ours = [Server(served.base_url + path, process, headers) for path in paths]
        bare = f"http://127.0.0.1:{(port := free_port())}/answer"
        dsn = running(served.data_dir) or ""
        with python("tests.benchmarks.bare", str(port), "--dsn", dsn, log=place.log) as other:
            wait_for(bare)
            turns = take_turns(*ours, Server(bare, psutil.Process(other.pid)), seconds=4)
    return [*_stored(turns), *_asked(fresh)]


@contextmanager
def _catalogue(place: Place) -> Iterator[PromptAppliance]:
    with python("tests.standins.tmdb", "--slow", str(_LATENCY), log=place.log) as tmdb:
        url, images = read_line(tmdb.stdout).strip(), read_line(tmdb.stdout).strip()
        settings = {
            "MEDIANEST__TMDB__URL": url,
            "MEDIANEST__TMDB__IMAGE_URL": images,
            "MEDIANEST__TMDB__API_KEY": API_KEY,
            # Work in the background would take turns at TMDB from what is measured.
            "MEDIANEST__TMDB__COMPLETE_SEASONS_EVERY": "600",
        }
        with appliance(place.folder("titles"), **settings) as served:
            yield served


async def _ask_first(port: int, token: str) -> Waits:
    line, waits = Line(port, token), Waits()
    films = [Ask(f"{_API}/movie/{number}") for number in range(_FIRST, _FIRST + _PAGES)]
    words = [Ask(f"{_API}/search?q={word}") for word in _WORDS]
    for name, asks in (("film", films), ("show", [Ask(f"{_API}/tv/{_FIRST}")]), ("search", words)):
        await one_after_another(line, name, asks, waits)
    await line.close()
    return waits


def _stored(turns: list[Turns]) -> list[Figure]:
    *ours, bare = turns
    return [
        Figure(
            name=f"{what}, stored",
            value=each.rate,
            unit="/s",
            baseline=bare.rate,
            against=f"a stored answer of TMDB as it is, by asyncpg alone; asked by {generator()}",
            details={"turns": each.as_details(), "p99 ms": each.p99_ms, "cpu us": each.cpu_us},
        )
        for what, each in zip(("film page", "show page", "search"), ours, strict=True)
    ]


def _asked(fresh: Waits) -> list[Figure]:
    told = fresh.as_details()
    return [
        Figure(
            name=f"{what}, asked of TMDB, p50",
            value=told[what]["p50 ms"],
            unit="ms",
            baseline=_LATENCY * 1000,
            against="what TMDB takes for one answer",
            details=told[what],
        )
        for what in ("film", "search")
    ]
