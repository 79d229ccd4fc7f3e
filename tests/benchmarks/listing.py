"""A page of the downloads, over and over, with ten thousand of them stored."""

import asyncio
import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from statistics import median
from uuid import UUID

import asyncpg
from tests.benchmarks.load import Answered, generator, press
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


def measure(place: Place) -> list[Figure]:
    with appliance(place.folder("list")) as served:
        signed_in = served.set_up()
        dsn = running(served.data_dir) or ""
        asyncio.run(_store(dsn, UUID(signed_in["user"]["id"])))
        token = {"Authorization": f"Bearer {signed_in['tokens']['accessToken']}"}
        port = free_port()
        with python("tests.benchmarks.bare", str(port), "--dsn", dsn, log=place.log):
            wait_for(f"http://127.0.0.1:{port}/list")
            page = f"{served.base_url}/api/v1/youtube/downloads?limit=20"
            return _compare(page, token, f"http://127.0.0.1:{port}/list")


def _compare(ours: str, token: dict[str, str], bare: str) -> list[Figure]:
    for url, headers in ((ours, token), (bare, {})):
        press(url, headers, seconds=2)
    turns = [
        (press(ours, token, seconds=_SECONDS), press(bare, {}, seconds=_SECONDS))
        for _ in range(_TURNS)
    ]
    asked = [turn[0] for turn in turns]
    raw = [turn[1] for turn in turns]
    if failed := sum(one.failed for one in (*asked, *raw)):
        raise RuntimeError(f"{failed} requests were refused")
    rate, most = _middle(asked, "per_second"), _middle(raw, "per_second")
    against = "the same rows by asyncpg alone, same server, same database"
    details = {
        "generator": generator(),
        "ours": [asdict(one) for one in asked],
        "bare": [asdict(one) for one in raw],
    }
    return [
        Figure(
            name="list of 20, rate",
            value=rate,
            unit="/s",
            baseline=most,
            against=against,
            aim=f">= {_SHARE:.0%} and >= {_RATE:,}/s",
            met=rate >= _SHARE * most and rate >= _RATE,
            details=details,
        ),
        Figure(
            name="list of 20, p99",
            value=_middle(asked, "p99_ms"),
            unit="ms",
            baseline=_middle(raw, "p99_ms"),
            against=against,
        ),
    ]


def _middle(turns: list[Answered], name: str) -> float:
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
