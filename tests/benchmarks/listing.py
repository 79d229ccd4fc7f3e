"""A page of the downloads, over and over, with ten thousand of them stored."""

import asyncio
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from uuid import UUID

import asyncpg
import psutil
from tests.benchmarks.load import generator, press
from tests.benchmarks.place import Place
from tests.benchmarks.processes import appliance, python, wait_for
from tests.benchmarks.report import Figure
from tests.support.appliance import free_port

from medianest.infra.postgres import running
from medianest.kit.ids import new_id

_ROWS = 10_000
_TURNS, _SECONDS = 3, 6
_SHARE, _RATE = 0.7, 2000
_COLUMNS = (
    *("id", "url", "link_key", "profile", "requested_by", "state", "ticket", "tries"),
    *("title", "channel", "awaits_plex", "file", "plex"),
    *("created_at", "updated_at", "finished_at"),
)


@dataclass(frozen=True)
class _Server:
    """Whom to ask."""

    url: str
    headers: dict[str, str]
    process: psutil.Process

    def turn(self) -> "_Turn":
        before = self._worked()
        answered = press(self.url, self.headers, seconds=_SECONDS)
        if answered.failed:
            raise RuntimeError(f"{answered.failed} requests to {self.url} were refused")
        worked = (self._worked() - before) / (answered.per_second * _SECONDS)
        return _Turn(answered.per_second, answered.p99_ms, worked * 1e6)

    def _worked(self) -> float:
        times = self.process.cpu_times()
        return times.user + times.system


@dataclass(frozen=True)
class _Turn:
    """What one turn showed; the processor's time per request without Postgres' own."""

    per_second: float
    p99_ms: float
    cpu_us: float


def measure(place: Place) -> list[Figure]:
    with appliance(place.folder("list")) as served:
        signed_in = served.set_up()
        dsn = running(served.data_dir) or ""
        asyncio.run(_store(dsn, UUID(signed_in["user"]["id"])))
        token = {"Authorization": f"Bearer {signed_in['tokens']['accessToken']}"}
        page = f"{served.base_url}/api/v1/youtube/downloads?limit=20"
        bare = f"http://127.0.0.1:{(port := free_port())}/list"
        with python("tests.benchmarks.bare", str(port), "--dsn", dsn, log=place.log) as process:
            wait_for(bare)
            return _compare(
                _Server(page, token, psutil.Process(served.pid)),
                _Server(bare, {}, psutil.Process(process.pid)),
            )


def _compare(ours: _Server, bare: _Server) -> list[Figure]:
    for server in (ours, bare):
        press(server.url, server.headers, seconds=2)
    turns = [(ours.turn(), bare.turn()) for _ in range(_TURNS)]
    asked, raw = [turn[0] for turn in turns], [turn[1] for turn in turns]
    rate, most = _middle(asked, "per_second"), _middle(raw, "per_second")
    against = f"the same rows by asyncpg alone, same server, same database; asked by {generator()}"
    rates = Figure(
        name="list of 20, rate",
        value=rate,
        unit="/s",
        baseline=most,
        against=against,
        aim=f">= {_SHARE:.0%} and >= {_RATE:,}/s",
        met=rate >= _SHARE * most and rate >= _RATE,
        details={"ours": [asdict(one) for one in asked], "bare": [asdict(one) for one in raw]},
    )
    others = [
        Figure(
            name=f"list of 20, {shown}",
            value=_middle(asked, name),
            unit=unit,
            baseline=_middle(raw, name),
            against=against,
        )
        for name, shown, unit in (("p99_ms", "p99", "ms"), ("cpu_us", "processor time", "us"))
    ]
    return [rates, *others]


def _middle(turns: list[_Turn], name: str) -> float:
    return float(median(getattr(one, name) for one in turns))


async def _store(dsn: str, owner: UUID) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        records = [_record(number, owner) for number in range(_ROWS)]
        await connection.copy_records_to_table(
            "youtube_downloads", records=records, columns=_COLUMNS
        )
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


def _record(number: int, owner: UUID) -> tuple[object, ...]:
    at = datetime.now(UTC) - timedelta(minutes=_ROWS - number)
    name = f"Channel {number % 97} - 2026-01-01 - A holiday by the sea, part {number}.mp4"
    file = {
        "path": f"/srv/media/Channel {number % 97}/Season 2026/{name}",
        "name": name,
        "size": 123_456_789 + number,
        "duration": 612.5,
        "width": 1920,
        "height": 1080,
    }
    plex = {"connected": True, "ratingKey": str(number), "library": "Videos", "message": ""}
    url = f"https://www.youtube.com/watch?v={number:011d}"
    numbers = (1, 0)
    title = f"A holiday by the sea, part {number}"
    texts = (title, f"Channel {number % 97}", False, json.dumps(file), json.dumps(plex))
    key = f"youtube:{number}"
    return (new_id(), url, key, "video-1080p", owner, "available", *numbers, *texts, at, at, at)
