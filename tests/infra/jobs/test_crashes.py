import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from tests.infra.jobs.shop import QUICK, Diary, Errand, kind, reaches, working
from tests.support.waiting import soon

from medianest.infra.database import connected, execute, fetchval
from medianest.infra.events import LiveEvents
from medianest.infra.jobs import JobKind, Jobs, Nothing, Run, Schedule, queries
from medianest.infra.jobs._bench import Bench
from medianest.infra.jobs._graves import Graves
from medianest.infra.postgres import embedded
from medianest.infra.schema.run import migrate
from medianest.kit.ids import new_id

PROGRAM = Path(__file__).with_name("lonely_worker.py")


@asynccontextmanager
async def lonely_worker(dsn: str) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(sys.executable, str(PROGRAM), dsn)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def killed_in_the_middle(dsn: str, jobs: Jobs, job: UUID | None) -> None:
    """Let a worker process take the job, and kill it while it runs."""
    assert job is not None
    before = (await jobs.get(job)).attempts

    async def in_the_middle() -> bool:
        row = await jobs.get(job)
        return row.attempts > before and bool(row.progress)

    async with lonely_worker(dsn) as process:
        await soon(in_the_middle)
        process.send_signal(signal.SIGKILL)
        await process.wait()


def postmaster_of(folder: Path) -> int:
    [pid_file] = folder.rglob("postmaster.pid")
    return int(pid_file.read_text().split()[0])


async def cut_the_line() -> None:
    """End the connections that hold workers' locks."""
    await execute(
        """
        SELECT pg_terminate_backend(pid) FROM pg_locks
        WHERE locktype = 'advisory' AND pid <> pg_backend_pid()
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """
    )


async def test_a_job_whose_worker_was_killed_is_finished_by_the_next(
    database: str, jobs: Jobs
) -> None:
    attempts: list[int] = []

    async def finish(_: Nothing, run: Run) -> None:
        attempts.append(run.attempt)

    job = await jobs.enqueue("hang", Nothing())
    await killed_in_the_middle(database, jobs, job)
    async with working(jobs, JobKind(name="hang", payload=Nothing, run=finish, attempts=1)):
        row = await reaches(jobs, job, "done")

    assert attempts == [2]
    assert (row.attempts, row.crashes) == (2, 1)


async def test_a_living_worker_takes_over_from_one_that_is_killed(
    database: str, jobs: Jobs
) -> None:
    done = asyncio.Event()

    async def finish(_: Nothing, __: Run) -> None:
        done.set()

    job = await jobs.enqueue("hang", Nothing())
    async with lonely_worker(database) as process:
        await reaches(jobs, job, "running")
        async with working(jobs, JobKind(name="hang", payload=Nothing, run=finish)):
            await asyncio.sleep(0.5)
            stolen_alive = done.is_set()
            process.kill()
            await reaches(jobs, job, "done")

    assert not stolen_alive


async def test_a_job_that_kills_its_worker_three_times_is_parked(
    database: str, jobs: Jobs, diary: Diary
) -> None:
    async def on_dead(_: Nothing, reason: str) -> None:
        diary.ended.append(reason)

    async def never(_: Nothing, __: Run) -> None:
        diary.begun.append("ran")

    job = await jobs.enqueue("hang", Nothing())
    for _ in range(3):
        await killed_in_the_middle(database, jobs, job)
    watching = JobKind(name="hang", payload=Nothing, run=never, on_dead=on_dead)
    async with LiveEvents() as events, working(jobs, watching, events=events):
        row = await reaches(jobs, job, "parked", "done")

    assert (row.state, row.attempts, row.crashes) == ("parked", 3, 3)
    assert "killed 3 times" in row.reason
    assert diary.ended == [row.reason]
    assert diary.begun == []
    assert await fetchval("SELECT count(*) FROM events WHERE type = 'job.failed'") == 1


async def test_a_cancelled_job_whose_worker_dies_stays_cancelled(database: str, jobs: Jobs) -> None:
    job = await jobs.enqueue("hang", Nothing())
    assert job is not None
    await killed_in_the_middle(database, jobs, job)
    await jobs.cancel(job)

    async with working(jobs):
        row = await reaches(jobs, job, "cancelled", "waiting")

    assert row.state == "cancelled"


async def test_a_schedule_that_died_in_the_middle_is_shown_so(database: str, jobs: Jobs) -> None:
    async def rest(_: Run) -> None:
        await asyncio.sleep(3600)

    async def is_known() -> bool:
        return bool(await jobs.schedules())

    async def shows(result: str) -> bool:
        [row] = await jobs.schedules()
        return row.last_result == result

    async with lonely_worker(database) as process:
        await soon(is_known)
        job = await jobs.run_now("round")
        await soon(lambda: shows("running"))
        process.kill()
        await process.wait()
    schedule = Schedule(name="round", every=timedelta(days=1), run=rest)
    await jobs.pause("schedules")
    async with working(jobs, schedules=[schedule]):
        await reaches(jobs, job, "waiting")
        await soon(lambda: shows("interrupted"))


async def test_a_worker_that_loses_its_lock_stops_its_handlers_and_starts_anew(
    jobs: Jobs, diary: Diary
) -> None:
    async with working(jobs, kind(diary.wait_at_gate)):
        job = await jobs.enqueue("errand", Errand("bread"))
        await soon(lambda: diary.at_once == 1)
        await cut_the_line()
        await soon(lambda: diary.begun == ["bread", "bread"])
        interrupted = list(diary.interrupted)
        diary.gate.set()
        row = await reaches(jobs, job, "done")

    assert interrupted == ["bread"]
    assert diary.most_at_once == 1
    assert (row.attempts, row.crashes) == (1, 0)


async def test_a_worker_outlives_the_death_of_the_postmaster(tmp_path: Path, diary: Diary) -> None:
    jobs = Jobs()
    async with (
        embedded(tmp_path, database="template") as server,
        connected(server.dsn, most=3),
    ):
        await migrate(("jobs", "events"))
        async with working(jobs, kind(diary.wait_at_gate)), LiveEvents():
            job = await jobs.enqueue("errand", Errand("bread"))
            await soon(lambda: diary.at_once == 1)
            os.kill(postmaster_of(tmp_path), signal.SIGKILL)
            await soon(lambda: len(diary.begun) == 2)
            diary.gate.set()
            row = await reaches(jobs, job, "done")

    assert diary.most_at_once == 1
    assert (row.attempts, row.crashes) == (1, 0)


async def test_a_handler_that_ends_slowly_never_overlaps_with_its_second_run(
    jobs: Jobs, diary: Diary
) -> None:
    async def end_slowly(errand: Errand, run: Run) -> None:
        try:
            await diary.wait_at_gate(errand, run)
        finally:
            diary.at_once += 1
            await asyncio.sleep(0.5)
            diary.at_once -= 1

    assert QUICK.orphan_grace < timedelta(seconds=0.5)
    async with working(jobs, kind(end_slowly)):
        job = await jobs.enqueue("errand", Errand())
        await soon(lambda: diary.at_once == 1)
        await cut_the_line()
        await soon(lambda: len(diary.begun) == 2)
        diary.gate.set()
        await reaches(jobs, job, "done")

    assert diary.most_at_once == 1


async def test_what_has_just_started_is_abandoned_too(jobs: Jobs, diary: Diary) -> None:
    worker, waiting = new_id(), kind(diary.wait_at_gate)
    bench = Bench(worker, {"errand": waiting}, Graves(), lambda: None, QUICK.cancel_grace)
    await jobs.enqueue("errand", Errand())
    [claimed], _ = await queries.working.claim(worker, "default", ["errand"], 1)

    bench.start(claimed)
    async with asyncio.timeout(60):
        await bench.abandon()

    assert bench.busy("default") == 0
