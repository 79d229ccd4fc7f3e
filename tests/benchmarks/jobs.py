"""How many jobs that do nothing are done in a second."""

import asyncio
import time

import asyncpg
import uvloop
from tests.benchmarks.place import Place
from tests.benchmarks.processes import appliance
from tests.benchmarks.report import Figure

from medianest.infra.database import connected, transaction
from medianest.infra.jobs import JobKind, Jobs, Nothing, Run, Worker
from medianest.infra.postgres import ruling
from medianest.infra.schema.run import migrate

_JOBS = 2000
_AT_ONCE = 20
_LOOPS = 4


def measure(place: Place) -> list[Figure]:
    with appliance(place.folder("jobs")) as served:
        dsn = ruling(served.data_dir) or ""
        asked, done, raw = uvloop.run(_measure(dsn))
    against = "a table of ours, claimed with SKIP LOCKED and settled one by one in 4 loops"
    return [
        Figure(
            name="jobs done",
            value=done,
            unit="/s",
            baseline=raw,
            against=against,
            details={"jobs": _JOBS, "at once": _AT_ONCE, "enqueued per second": asked},
        )
    ]


async def _measure(dsn: str) -> tuple[float, float, float]:
    admin = await asyncpg.connect(dsn)
    await admin.execute("CREATE DATABASE bench")
    await admin.close()
    own = dsn.replace("/medianest?", "/bench?")
    async with connected(own):
        await migrate()
        asked, done = await _ours()
    return asked, done, await _raw(own)


async def _ours() -> tuple[float, float]:
    finished, left = asyncio.Event(), _JOBS

    async def nothing(_: Nothing, __: Run) -> None:
        nonlocal left
        left -= 1
        if not left:
            finished.set()

    jobs = Jobs()
    kind = JobKind(name="bench", payload=Nothing, run=nothing, concurrency=_AT_ONCE)
    worker = Worker(jobs, [kind])
    began = time.monotonic()
    async with transaction():
        for _ in range(_JOBS):
            await jobs.enqueue("bench", Nothing())
    asked = _JOBS / (time.monotonic() - began)
    began = time.monotonic()
    async with worker, asyncio.timeout(120):
        await finished.wait()
        return asked, _JOBS / (time.monotonic() - began)


async def _raw(dsn: str) -> float:
    async with asyncpg.create_pool(dsn, min_size=_LOOPS, max_size=_LOOPS) as pool:
        await pool.execute("CREATE TABLE bare (id serial PRIMARY KEY, state text, payload jsonb)")
        await pool.execute("CREATE INDEX ON bare (id) WHERE state = 'waiting'")
        filling = "INSERT INTO bare (state, payload) SELECT 'waiting', '{}' "
        await pool.execute(f"{filling} FROM generate_series(1, {_JOBS})")
        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for _ in range(_LOOPS):
                group.create_task(_loop(pool))
        return _JOBS / (time.monotonic() - began)


async def _loop(pool: "asyncpg.Pool[asyncpg.Record]") -> None:
    claim = """UPDATE bare SET state = 'running' WHERE id = (SELECT id FROM bare
        WHERE state = 'waiting' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id"""
    while (job := await pool.fetchval(claim)) is not None:
        await pool.execute("UPDATE bare SET state = 'done' WHERE id = $1", job)
