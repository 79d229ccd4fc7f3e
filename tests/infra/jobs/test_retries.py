import asyncio
from datetime import timedelta

import pytest
from tests.infra.jobs.shop import Diary, Errand, kind, reaches, working
from tests.support.waiting import soon

from medianest.infra.database import execute, fetch
from medianest.infra.events import LiveEvents
from medianest.infra.jobs import GiveUpError, Jobs, RetryLaterError, Run
from medianest.infra.jobs.errors import JobAlreadyWaitingError, JobNotOverError, NoSuchJobError
from medianest.kit.ids import new_id


async def out_of_bread(_: Errand, __: Run) -> None:
    raise RuntimeError("the bakery is closed")


async def test_a_failing_job_is_tried_as_often_as_its_kind_says(jobs: Jobs) -> None:
    tries: list[int] = []

    async def fail(_: Errand, run: Run) -> None:
        tries.append(run.attempt)
        raise RuntimeError("the bakery is closed")

    async with working(jobs, kind(fail, attempts=3)):
        row = await reaches(jobs, await jobs.enqueue("errand", Errand()), "failed")

    assert tries == [1, 2, 3]
    assert row.reason == "the bakery is closed"
    assert row.finished_at is not None


async def test_between_tries_a_job_shows_why_and_when_next(jobs: Jobs) -> None:
    pause = timedelta(hours=1)

    async with working(jobs, kind(out_of_bread, base=pause, cap=pause)):
        row = await reaches(jobs, await jobs.enqueue("errand", Errand()), "retrying")

    assert row.reason == "the bakery is closed"
    assert row.next_try_at is not None
    assert row.started_at is not None
    assert timedelta(minutes=45) < row.next_try_at - row.started_at < timedelta(minutes=75)


async def test_giving_up_makes_a_dead_letter_at_once(jobs: Jobs) -> None:
    async def give_up(_: Errand, __: Run) -> None:
        raise GiveUpError("There is no such bakery.")

    async with working(jobs, kind(give_up)):
        row = await reaches(jobs, await jobs.enqueue("errand", Errand()), "failed")

    assert (row.attempts, row.reason) == (1, "There is no such bakery.")


async def test_a_free_retry_costs_no_attempt(jobs: Jobs) -> None:
    tries: list[int] = []

    async def queue_up(_: Errand, run: Run) -> None:
        tries.append(run.attempt)
        if len(tries) < 4:
            raise RetryLaterError("the queue is long", timedelta(milliseconds=10), free=True)

    async with working(jobs, kind(queue_up, attempts=1)):
        row = await reaches(jobs, await jobs.enqueue("errand", Errand()), "done")

    assert tries == [1, 1, 1, 1]
    assert row.attempts == 1


async def test_whoever_asks_for_no_pause_is_not_made_to_wait(jobs: Jobs) -> None:
    tries: list[int] = []

    async def at_once(_: Errand, run: Run) -> None:
        tries.append(run.attempt)
        if len(tries) < 2:
            raise RetryLaterError("there is more", timedelta(), free=True)

    async with working(jobs, kind(at_once, base=timedelta(hours=1))):
        await reaches(jobs, await jobs.enqueue("errand", Errand()), "done")

    assert len(tries) == 2


async def test_asking_for_a_retry_costs_an_attempt(jobs: Jobs) -> None:
    async def later(_: Errand, __: Run) -> None:
        raise RetryLaterError("not yet", timedelta(milliseconds=10))

    async with working(jobs, kind(later, attempts=2)):
        row = await reaches(jobs, await jobs.enqueue("errand", Errand()), "failed")

    assert (row.attempts, row.reason) == (2, "not yet")


async def test_instructions_that_nobody_understands_are_a_dead_letter(jobs: Jobs) -> None:
    await jobs.enqueue("errand", Errand())
    await execute("""UPDATE jobs SET payload = '{"whatFor": 3}'""")

    async with working(jobs, kind(out_of_bread)):
        [row], _ = await jobs.list()
        row = await reaches(jobs, row.id, "failed")

    assert "whatFor" in row.reason


async def test_a_dead_letter_is_told_to_its_slice_and_to_whoever_may_manage_jobs(
    jobs: Jobs, diary: Diary
) -> None:
    owner = new_id()

    async def on_dead(errand: Errand, reason: str) -> None:
        diary.ended.append(f"{errand.what_for}: {reason}")

    dying = kind(out_of_bread, attempts=1, on_dead=on_dead)
    async with LiveEvents() as events, working(jobs, dying, events=events):
        job = await jobs.enqueue("errand", Errand("bread"), owner=owner, subject="shelf")
        await reaches(jobs, job, "failed")
    [event] = await fetch("SELECT * FROM events")

    assert diary.ended == ["bread: the bakery is closed"]
    assert event["type"] == "job.failed"
    assert event["people"] == [owner]
    assert event["permissions"] == ["jobs.manage"]
    assert event["data"]["subject"] == "shelf"


async def test_a_slice_that_fails_at_the_news_leaves_the_letter_dead(jobs: Jobs) -> None:
    async def on_dead(_: Errand, __: str) -> None:
        await execute("SELECT 1 / 0")

    async with working(jobs, kind(out_of_bread, attempts=1, on_dead=on_dead)):
        row = await reaches(jobs, await jobs.enqueue("errand", Errand()), "failed")

    assert row.reason == "the bakery is closed"


async def test_a_retry_by_hand_starts_over_with_all_attempts(jobs: Jobs) -> None:
    open_now = False

    async def shop(errand: Errand, run: Run) -> None:
        if not open_now:
            await out_of_bread(errand, run)

    async with working(jobs, kind(shop, attempts=2)):
        job = await jobs.enqueue("errand", Errand())
        assert job is not None
        await reaches(jobs, job, "failed")
        open_now = True
        await jobs.retry(job)
        row = await reaches(jobs, job, "done")

    assert (row.attempts, row.reason) == (1, "")


async def test_only_what_has_ended_can_be_retried_or_dropped(jobs: Jobs) -> None:
    job = await jobs.enqueue("errand", Errand())
    assert job is not None

    with pytest.raises(JobNotOverError):
        await jobs.retry(job)
    with pytest.raises(JobNotOverError):
        await jobs.drop(job)
    with pytest.raises(NoSuchJobError):
        await jobs.retry(new_id())


async def test_a_dropped_job_is_gone(jobs: Jobs) -> None:
    job = await jobs.enqueue("errand", Errand())
    assert job is not None
    await jobs.cancel(job)

    await jobs.drop(job)

    with pytest.raises(NoSuchJobError):
        await jobs.get(job)


async def test_a_job_whose_twin_waits_cannot_be_retried(jobs: Jobs) -> None:
    first = await jobs.enqueue("errand", Errand(), unique="milk")
    assert first is not None
    await jobs.cancel(first)
    await jobs.enqueue("errand", Errand(), unique="milk")

    with pytest.raises(JobAlreadyWaitingError):
        await jobs.retry(first)


async def test_a_handler_that_is_cancelled_from_within_is_tried_again(
    jobs: Jobs, diary: Diary
) -> None:
    async def shop(errand: Errand, run: Run) -> None:
        if run.attempt == 1:
            diary.gate.set()
            raise asyncio.CancelledError
        await diary.wait_at_gate(errand, run)

    async with working(jobs, kind(shop)):
        row = await reaches(jobs, await jobs.enqueue("errand", Errand()), "done")
    await soon(lambda: diary.at_once == 0)

    assert row.attempts == 2
