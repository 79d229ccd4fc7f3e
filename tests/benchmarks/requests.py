"""A page of requests, with a thousand and with ten thousand of them stored, and asking for one."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import psutil
import uvloop
from tests.benchmarks.load import generator
from tests.benchmarks.pace import Ask, Line, Waits, one_after_another
from tests.benchmarks.place import Place
from tests.benchmarks.processes import PromptAppliance, appliance, python, wait_for
from tests.benchmarks.report import Figure
from tests.benchmarks.turns import Server, Turns, take_turns
from tests.support.appliance import free_port
from tests.support.people import add_person, signed_in

from medianest.infra.postgres import running
from medianest.kit.ids import new_id

_FEW, _MANY = 1_000, 10_000
_LOSS = 0.9
_PEOPLE, _EACH = 4, 100
_FIRST_FILM = 500_000
_COLUMNS = (
    *("id", "media_type", "tmdb_id", "is4k", "state", "title", "year", "poster_path"),
    *("seasons", "requested_by", "created_at", "updated_at"),
)
_STATES = ("pending", "approved", "processing", "available", "declined")


def measure(place: Place) -> list[Figure]:
    with (
        appliance(place.folder("few-requests")) as few,
        appliance(place.folder("many-requests")) as many,
    ):
        servers = [_filled(few, _FEW), _filled(many, _MANY)]
        bare = f"http://127.0.0.1:{(port := free_port())}/requests"
        dsn = running(many.data_dir) or ""
        with python("tests.benchmarks.bare", str(port), "--dsn", dsn, log=place.log) as process:
            wait_for(bare)
            turns = take_turns(*servers, Server(bare, psutil.Process(process.pid)))
        return [*_lists(*turns), *_asking(many, dsn)]


def _lists(few: Turns, many: Turns, bare: Turns) -> list[Figure]:
    # The loss is told by the processor's time as well: the rate is the neighbours' word, too.
    against = f"the same rows by asyncpg alone; asked by {generator()}"
    details = {name: each.as_details() for name, each in (("ours", many), ("bare", bare))}
    return [
        Figure(
            name="20 of 10,000 requests, rate",
            value=many.rate,
            unit="/s",
            baseline=bare.rate,
            against=against,
            details=details | {"p99 ms": many.p99_ms},
        ),
        Figure(
            name="20 of 10,000 requests, growth",
            value=many.rate,
            unit="/s",
            baseline=few.rate,
            against="the same appliance with a tenth of the requests, in turns",
            aim=f">= {_LOSS:.0%}",
            met=many.rate >= _LOSS * few.rate,
            details={"few": few.as_details(), "cpu us": {"few": few.cpu_us, "many": many.cpu_us}},
        ),
    ]


def _filled(served: PromptAppliance, many: int) -> Server:
    signed = served.set_up()
    asyncio.run(_store(running(served.data_dir) or "", UUID(signed["user"]["id"]), many))
    token = {"Authorization": f"Bearer {signed['tokens']['accessToken']}"}
    url = f"{served.base_url}/api/v1/media/requests?limit=20"
    return Server(url, psutil.Process(served.pid), token)


async def _store(dsn: str, owner: UUID, many: int) -> None:
    connection = await asyncpg.connect(dsn)
    rows = [_row(number, owner, many) for number in range(many)]
    try:
        await connection.copy_records_to_table("media_requests", records=rows, columns=_COLUMNS)
        await connection.execute(
            """
            INSERT INTO request_followers (id, request, person, asked, created_at)
                SELECT gen_random_uuid(), id, requested_by, true, created_at FROM media_requests;
            INSERT INTO request_parts (id, request, media_type, tmdb_id, is4k, season, episode,
                    active, available, total)
                SELECT gen_random_uuid(), id, media_type, tmdb_id, false, season, -1, true, 0, 10
                FROM media_requests, generate_series(1, greatest(1, seasons)) AS season;
            """
        )
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


def _row(number: int, owner: UUID, many: int) -> tuple[object, ...]:
    at = datetime.now(UTC) - timedelta(minutes=many - number)
    is_show = number % 3 == 0
    what = ("tv" if is_show else "movie", number + 1, False, _STATES[number % len(_STATES)])
    shown = (f"The long way home, part {number}", 1950 + number % 75, f"/poster{number}.jpg")
    return (new_id(), *what, *shown, 3 if is_show else 0, owner, at, at)


def _asking(served: PromptAppliance, dsn: str) -> list[Figure]:
    tokens = _people(served)
    began = time.monotonic()
    waits = uvloop.run(_ask_all(served.port, tokens))
    rate = _PEOPLE * _EACH / (time.monotonic() - began)
    raw, raw_rate = uvloop.run(_raw(dsn))
    against = "request, part, follower and step in one transaction by asyncpg alone"
    return [
        Figure(name="asking, rate", value=rate, unit="/s", baseline=raw_rate, against=against),
        Figure(
            name="asking, p99",
            value=waits.p99_ms,
            unit="ms",
            baseline=raw.p99_ms,
            against=against,
            details={"people at once": _PEOPLE, "waits": waits.as_details()},
        ),
    ]


def _people(served: PromptAppliance) -> list[str]:
    tokens: list[str] = []
    with served.owner() as owner:
        for number in range(_PEOPLE):
            add_person(owner, f"Person{number}")
            with signed_in(served, f"Person{number}") as client:
                tokens.append(client.headers["Authorization"].removeprefix("Bearer "))
    return tokens


async def _ask_all(port: int, tokens: Sequence[str]) -> Waits:
    waits = Waits()
    async with asyncio.TaskGroup() as group:
        for number, token in enumerate(tokens):
            first = _FIRST_FILM + number * _EACH
            asks = [_ask(film) for film in range(first, first + _EACH)]
            group.create_task(one_after_another(Line(port, token), "asking", asks, waits))
    return waits


def _ask(film: int) -> Ask:
    return Ask("/api/v1/media/requests", {"mediaType": "movie", "tmdbId": film})


async def _raw(dsn: str) -> tuple[Waits, float]:
    waits = Waits()
    async with asyncpg.create_pool(dsn, min_size=_PEOPLE, max_size=_PEOPLE) as pool:
        owner = await pool.fetchval("SELECT id FROM users LIMIT 1")
        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for number in range(_PEOPLE):
                group.create_task(_insert(pool, owner, 2 * _FIRST_FILM + number * _EACH, waits))
        return waits, _PEOPLE * _EACH / (time.monotonic() - began)


async def _insert(
    pool: "asyncpg.Pool[asyncpg.Record]", owner: UUID, first: int, waits: Waits
) -> None:
    for film in range(first, first + _EACH):
        began, request = time.perf_counter(), new_id()
        async with pool.acquire() as connection, connection.transaction():
            for statement in _INSERTS:
                await connection.execute(statement, request, owner, film)
        waits.add("asyncpg", (time.perf_counter() - began) * 1000)


# Each takes the request, who asks and the film, whether it needs them or not.
_INSERTS = (
    """INSERT INTO media_requests (id, requested_by, tmdb_id, media_type, is4k, state, title,
        created_at, updated_at) VALUES ($1, $2, $3, 'movie', false, 'pending', '', now(), now())""",
    """INSERT INTO request_parts (id, request, media_type, tmdb_id, is4k, season, episode, active,
        available) SELECT gen_random_uuid(), $1, 'movie', $3, false, -1, -1, true, 0
        WHERE $2::uuid IS NOT NULL""",
    """INSERT INTO request_followers (id, request, person, asked, created_at)
        SELECT gen_random_uuid(), $1, $2, true, now() WHERE $3::int > 0""",
    """INSERT INTO request_events (id, request, at, state, by, note, cause)
        SELECT gen_random_uuid(), $1, now(), 'pending', $2, '', 'created' WHERE $3::int > 0""",
)
