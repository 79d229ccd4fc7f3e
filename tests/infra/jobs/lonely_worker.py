"""A worker process that the tests kill: `python lonely_worker.py DSN KIND`."""

import asyncio
import sys
from datetime import timedelta

from medianest.infra.database import connected
from medianest.infra.jobs import JobKind, Jobs, Nothing, Run, Schedule, Timing, Worker


async def hang(_: Nothing, run: Run) -> None:
    await run.progress(0.5, "hanging")
    await asyncio.sleep(3600)


async def hang_on_schedule(run: Run) -> None:
    await hang(Nothing(), run)


async def main(dsn: str) -> None:
    timing = Timing(tick=timedelta(milliseconds=100), orphan_grace=timedelta(milliseconds=50))
    kinds = [JobKind(name="hang", payload=Nothing, run=hang)]
    schedules = [Schedule(name="round", every=timedelta(days=1), run=hang_on_schedule)]
    async with connected(dsn, most=3), Worker(Jobs(), kinds, schedules, timing=timing):
        await asyncio.sleep(3600)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
