import asyncio

import pytest
from tests.infra.jobs.shop import QUICK, Diary, Errand, kind, reaches, working
from tests.support.waiting import soon

from medianest.infra.database import fetchval
from medianest.infra.jobs import Jobs, Run, queries
from medianest.infra.jobs._bench import Bench
from medianest.infra.jobs._graves import Graves
from medianest.infra.jobs.errors import NoSuchQueueError
from medianest.kit.ids import new_id


async def test_a_cancelled_job_that_waited_never_runs(jobs: Jobs, diary: Diary) -> None:
    job = await jobs.enqueue("errand", Errand("never"))
    assert job is not None

    assert await jobs.cancel(job) == "cancelled"
    async with working(jobs, kind(diary.pass_through)):
        await jobs.enqueue("errand", Errand("other"))
        await soon(lambda: diary.ended == ["other"])

    assert diary.begun == ["other"]
    assert await fetchval("SELECT count(*) FROM pgqueuer") == 0


async def test_a_running_job_is_interrupted_and_says_cancelled(jobs: Jobs, diary: Diary) -> None:
    async with working(jobs, kind(diary.wait_at_gate)):
        job = await jobs.enqueue("errand", Errand("bread"))
        assert job is not None
        await soon(lambda: diary.at_once == 1)

        assert await jobs.cancel(job) == "running"
        row = await reaches(jobs, job, "cancelled")

    assert diary.interrupted == ["bread"]
    assert row.finished_at is not None


async def test_a_handler_hears_of_its_cancelling_before_it_is_interrupted(jobs: Jobs) -> None:
    heard: list[str] = []

    async def listen(_: Errand, run: Run) -> None:
        await run.cancelled.wait()
        heard.append("cancelled")

    async with working(jobs, kind(listen)):
        job = await jobs.enqueue("errand", Errand())
        await reaches(jobs, job, "running")
        assert job is not None
        await jobs.cancel(job)
        await reaches(jobs, job, "cancelled")

    assert heard == ["cancelled"]


async def test_a_job_that_is_cancelled_between_its_claim_and_its_start_is_cancelled(
    jobs: Jobs, diary: Diary
) -> None:
    worker, waiting = new_id(), kind(diary.wait_at_gate)
    bench = Bench(worker, {"errand": waiting}, Graves(), lambda: None, QUICK.cancel_grace)
    job = await jobs.enqueue("errand", Errand())
    assert job is not None
    [claimed], _ = await queries.working.claim(worker, "default", ["errand"], 1)
    await jobs.cancel(job)

    bench.cancel(job)
    bench.start(claimed)

    await reaches(jobs, job, "cancelled")


async def test_whatever_is_about_a_subject_is_cancelled_at_once(jobs: Jobs, diary: Diary) -> None:
    async with working(jobs, kind(diary.wait_at_gate, concurrency=1)):
        running = await jobs.enqueue("errand", Errand(), subject="shelf")
        await soon(lambda: diary.at_once == 1)
        waiting = await jobs.enqueue("errand", Errand(), subject="shelf")
        other = await jobs.enqueue("errand", Errand("other"), subject="door")

        assert await jobs.cancel_subject("shelf") == 2
        await reaches(jobs, running, "cancelled")
        await reaches(jobs, waiting, "cancelled")
        diary.gate.set()
        await reaches(jobs, other, "done")


async def test_a_new_job_may_be_asked_for_while_its_cancelled_twin_still_ends(
    jobs: Jobs, diary: Diary
) -> None:
    async def end_slowly(errand: Errand, run: Run) -> None:
        try:
            await diary.wait_at_gate(errand, run)
        finally:
            diary.at_once += 1
            await asyncio.sleep(0.3)
            diary.at_once -= 1

    async with working(jobs, kind(end_slowly)):
        first = await jobs.enqueue("errand", Errand("first"), unique="milk")
        await soon(lambda: diary.at_once == 1)
        assert first is not None
        await jobs.cancel(first)
        diary.gate.clear()
        second = await jobs.enqueue("errand", Errand("second"), unique="milk")
        await reaches(jobs, second, "running")
        first_state = (await jobs.get(first)).state
        diary.gate.set()
        await reaches(jobs, second, "done")

    assert first_state == "cancelled"


async def test_a_paused_queue_hands_out_nothing_and_finishes_what_runs(
    jobs: Jobs, diary: Diary
) -> None:
    async with working(jobs, kind(diary.wait_at_gate, queue="shopping")):
        running = await jobs.enqueue("errand", Errand("running"))
        await soon(lambda: diary.at_once == 1)
        await jobs.pause("shopping")
        waiting = await jobs.enqueue("errand", Errand("waiting"))
        diary.gate.set()
        await reaches(jobs, running, "done")
        await asyncio.sleep(0.5)
        [queue] = [queue for queue in await jobs.queues() if queue.name == "shopping"]

        assert diary.begun == ["running"]
        assert (queue.paused, queue.waiting, queue.running) == (True, 1, 0)
        await jobs.resume("shopping")
        await reaches(jobs, waiting, "done")


async def test_a_queue_that_is_not_there_cannot_be_steered(jobs: Jobs) -> None:
    with pytest.raises(NoSuchQueueError):
        await jobs.pause("shoping")

    assert "shoping" not in {queue.name for queue in await jobs.queues()}


async def test_a_queue_stays_paused_over_a_restart(jobs: Jobs, diary: Diary) -> None:
    jobs.declare([kind(diary.pass_through, queue="shopping")])
    await jobs.pause("shopping")
    job = await jobs.enqueue("errand", Errand())

    async with working(jobs, kind(diary.pass_through, queue="shopping")):
        await asyncio.sleep(0.5)

    assert job is not None
    assert (await jobs.get(job)).state == "waiting"


async def test_a_worker_runs_no_more_of_a_queue_than_it_should(jobs: Jobs, diary: Diary) -> None:
    async def take_a_while(errand: Errand, run: Run) -> None:
        diary.gate.set()
        await diary.wait_at_gate(errand, run)
        await asyncio.sleep(0)

    kinds = [kind(take_a_while, name, queue="shopping", concurrency=3) for name in ("a", "b")]
    async with working(jobs, *kinds):
        asked = [await jobs.enqueue(name, Errand()) for name in "ab" * 10]
        for job in asked:
            await reaches(jobs, job, "done")

    assert diary.most_at_once <= 3
    assert len(diary.ended) == 20


async def test_queues_do_not_wait_for_one_another(jobs: Jobs, diary: Diary) -> None:
    slow = kind(diary.wait_at_gate, "slow", queue="slow", concurrency=1)
    quick = kind(diary.pass_through, "quick", queue="quick", concurrency=1)
    async with working(jobs, slow, quick):
        await jobs.enqueue("slow", Errand("slow"))
        await soon(lambda: diary.at_once == 1)
        await jobs.enqueue("slow", Errand("slow"))

        await reaches(jobs, await jobs.enqueue("quick", Errand("quick")), "done")


async def test_two_workers_never_run_the_same_job(jobs: Jobs, diary: Diary) -> None:
    async with working(jobs, kind(diary.pass_through)), working(jobs, kind(diary.pass_through)):
        asked = [await jobs.enqueue("errand", Errand(str(n))) for n in range(100)]
        await soon(lambda: len(diary.ended) >= 100)
        for job in asked:
            assert (await reaches(jobs, job, "done")).attempts == 1

    assert sorted(diary.begun) == sorted(str(n) for n in range(100))


async def test_stopping_in_order_returns_running_jobs_without_counting(
    jobs: Jobs, diary: Diary
) -> None:
    async with working(jobs, kind(diary.wait_at_gate)):
        job = await jobs.enqueue("errand", Errand())
        await soon(lambda: diary.at_once == 1)
    assert job is not None
    stopped = await jobs.get(job)
    diary.gate.set()
    async with working(jobs, kind(diary.wait_at_gate)):
        row = await reaches(jobs, job, "done")

    assert (stopped.state, stopped.attempts, stopped.crashes) == ("waiting", 0, 0)
    assert row.attempts == 1


async def test_a_handler_that_takes_its_interruption_for_a_failure_loses_no_attempt(
    jobs: Jobs, diary: Diary
) -> None:
    async def complain(errand: Errand, run: Run) -> None:
        try:
            await diary.wait_at_gate(errand, run)
        except asyncio.CancelledError as interruption:
            raise RuntimeError("I was not done") from interruption

    async with working(jobs, kind(complain, attempts=1)):
        job = await jobs.enqueue("errand", Errand())
        await soon(lambda: diary.at_once == 1)
    assert job is not None
    row = await jobs.get(job)

    assert (row.state, row.attempts, row.reason) == ("waiting", 0, "")
