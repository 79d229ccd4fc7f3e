"""How long until it answers: on an empty folder, and on one that has been used."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from statistics import median

from tests.benchmarks.place import Place
from tests.benchmarks.processes import appliance, python, wait_for
from tests.benchmarks.report import Figure
from tests.support.appliance import free_port

_TURNS = 3


def measure(place: Place) -> list[Figure]:
    times: dict[str, list[float]] = {}
    for turn in range(_TURNS):
        ours, bare = place.folder(f"start-{turn}"), place.postgres_folder(f"bare-start-{turn}")
        for when in ("cold", "warm"):
            times.setdefault(when, []).append(_until_ready(appliance(ours)))
            times.setdefault(f"bare {when}", []).append(_until_ready(bare_server(place, bare)))
    return [
        Figure(
            name=f"{when} start",
            value=median(times[when]),
            unit="s",
            baseline=median(times[f"bare {when}"]),
            against="bare Granian + Litestar + asyncpg over the same Postgres binaries",
            details={"ours": times[when], "bare": times[f"bare {when}"]},
        )
        for when in ("cold", "warm")
    ]


def _until_ready(program: AbstractContextManager[object]) -> float:
    began = time.monotonic()
    with program:
        return time.monotonic() - began


@contextmanager
def bare_server(place: Place, folder: Path) -> Iterator[int]:
    """The baseline with a Postgres of its own, answering; its process id."""
    port = free_port()
    words = [str(port), "--cluster", str(folder / "cluster"), *place.postgres.words()]
    with python("tests.benchmarks.bare", *words, log=place.log) as process:
        wait_for(f"http://127.0.0.1:{port}/ready")
        yield process.pid
