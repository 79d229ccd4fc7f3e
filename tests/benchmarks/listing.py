"""A page of the downloads, over and over, with ten thousand of them stored."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import psutil
from tests.benchmarks.load import generator
from tests.benchmarks.place import Place
from tests.benchmarks.processes import appliance, python, wait_for
from tests.benchmarks.report import Figure
from tests.benchmarks.turns import Server, take_turns
from tests.support.appliance import free_port

from medianest.infra.postgres import running
from medianest.kit.ids import new_id

_ROWS = 10_000
_SHARE, _RATE = 0.7, 2000
_COLUMNS = (
    *("id", "url", "link_key", "profile", "requested_by", "state", "ticket", "tries"),
    *("title", "channel", "awaits_plex", "file", "plex"),
    *("created_at", "updated_at", "finished_at"),
)


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
                Server(page, psutil.Process(served.pid), token),
                Server(bare, psutil.Process(process.pid)),
            )


def _compare(ours: Server, bare: Server) -> list[Figure]:
    asked, raw = take_turns(ours, bare)
    against = f"the same rows by asyncpg alone, same server, same database; asked by {generator()}"
    rates = Figure(
        name="list of 20, rate",
        value=asked.rate,
        unit="/s",
        baseline=raw.rate,
        against=against,
        aim=f">= {_SHARE:.0%} and >= {_RATE:,}/s",
        met=asked.rate >= _SHARE * raw.rate and asked.rate >= _RATE,
        details={"ours": asked.as_details(), "bare": raw.as_details()},
    )
    others = [
        Figure(name=f"list of 20, {shown}", value=value, unit=unit, baseline=bare, against=against)
        for shown, unit, value, bare in (
            ("p99", "ms", asked.p99_ms, raw.p99_ms),
            ("processor time", "us", asked.cpu_us, raw.cpu_us),
        )
    ]
    return [rates, *others]


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
