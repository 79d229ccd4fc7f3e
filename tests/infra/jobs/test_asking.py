import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from tests.infra.jobs.shop import Diary, Errand, kind, reaches, working
from tests.support.waiting import soon

from medianest.infra import correlation
from medianest.infra.database import fetchval, transaction
from medianest.infra.jobs import Jobs, Run


class ThoughtBetterError(Exception):
    pass


async def test_a_job_runs_with_the_payload_it_was_asked_with(jobs: Jobs, diary: Diary) -> None:
    async with working(jobs, kind(diary.pass_through)):
        job = await jobs.enqueue("errand", Errand("bread"))
        row = await reaches(jobs, job, "done")

    assert diary.ended == ["bread"]
    assert (row.attempts, row.progress, row.reason) == (1, 1.0, "")


async def test_a_rollback_leaves_neither_job_nor_ticket(jobs: Jobs) -> None:
    async def ask_and_think_better_of_it() -> None:
        async with transaction():
            await jobs.enqueue("errand", Errand())
            raise ThoughtBetterError

    with pytest.raises(ThoughtBetterError):
        await ask_and_think_better_of_it()

    assert await jobs.list() == ([], 0)
    assert await fetchval("SELECT count(*) FROM pgqueuer") == 0


async def test_a_job_of_an_open_transaction_starts_only_at_its_commit(
    jobs: Jobs, diary: Diary
) -> None:
    async with working(jobs, kind(diary.pass_through)):
        async with transaction():
            await jobs.enqueue("errand", Errand("later"))
            await asyncio.sleep(0.3)
            begun_inside = list(diary.begun)
        await soon(lambda: diary.ended == ["later"])

    assert begun_inside == []


async def test_a_job_that_waits_already_is_not_asked_for_twice(jobs: Jobs) -> None:
    first = await jobs.enqueue("errand", Errand(), unique="milk")
    second = await jobs.enqueue("errand", Errand(), unique="milk")
    other = await jobs.enqueue("errand", Errand(), unique="eggs")

    assert first is not None
    assert second is None
    assert other is not None


async def test_twenty_who_ask_for_the_same_at_once_get_one_job(jobs: Jobs) -> None:
    asked = await asyncio.gather(
        *(jobs.enqueue("errand", Errand(), unique="milk") for _ in range(20))
    )

    assert len([job for job in asked if job is not None]) == 1


async def test_a_unique_key_is_free_again_when_its_job_has_ended(jobs: Jobs, diary: Diary) -> None:
    async with working(jobs, kind(diary.pass_through)):
        first = await jobs.enqueue("errand", Errand(), unique="milk")
        await reaches(jobs, first, "done")

        assert await jobs.enqueue("errand", Errand(), unique="milk") is not None


async def test_a_delayed_job_starts_when_its_time_has_come(jobs: Jobs, diary: Diary) -> None:
    pause = timedelta(milliseconds=500)
    async with working(jobs, kind(diary.pass_through)):
        late = await reaches(jobs, await jobs.enqueue("errand", Errand(), after=pause), "done")

    assert late.started_at is not None
    assert late.started_at - late.created_at >= pause


async def test_the_more_urgent_goes_first_and_equals_in_order(jobs: Jobs, diary: Diary) -> None:
    for name, priority in (("a", 0), ("b", 0), ("urgent", 5), ("never mind", -5)):
        await jobs.enqueue("errand", Errand(name), priority=priority)

    async with working(jobs, kind(diary.pass_through, concurrency=1)):
        await soon(lambda: len(diary.ended) == 4)

    assert diary.ended == ["urgent", "a", "b", "never mind"]


async def test_a_handler_carries_the_correlation_id_of_who_asked(jobs: Jobs) -> None:
    bound: list[str] = []

    async def note(_: Errand, run: Run) -> None:
        bound.extend((correlation.current(), run.correlation_id))

    async with working(jobs, kind(note)):
        with correlation.bind("request-0001"):
            job = await jobs.enqueue("errand", Errand())
        await reaches(jobs, job, "done")

    assert bound == ["request-0001", "request-0001"]


async def test_progress_and_stage_are_shown_while_it_runs(jobs: Jobs, diary: Diary) -> None:
    async def report(errand: Errand, run: Run) -> None:
        await run.progress(0.25, "fetching")
        await diary.wait_at_gate(errand, run)

    async with working(jobs, kind(report)):
        job = await jobs.enqueue("errand", Errand())
        await soon(lambda: diary.at_once == 1)
        row = await reaches(jobs, job, "running")
        diary.gate.set()
        await reaches(jobs, job, "done")

    assert (row.progress, row.stage) == (0.25, "fetching")


async def test_lists_go_by_state_kind_and_page(jobs: Jobs) -> None:
    asked = [await jobs.enqueue("errand", Errand(), subject=f"s{n}") for n in range(5)]
    await jobs.enqueue("other", Errand())

    newest, total = await jobs.list(kind="errand", limit=2)
    older, _ = await jobs.list(kind="errand", limit=10, before=newest[-1].id)

    assert total == 5
    assert [row.id for row in [*newest, *older]] == list(reversed(asked))
    assert (await jobs.list(state="done"))[1] == 0


async def test_ended_jobs_are_forgotten_after_a_while(jobs: Jobs, diary: Diary) -> None:
    async with working(jobs, kind(diary.pass_through)):
        job: UUID | None = await jobs.enqueue("errand", Errand())
        await reaches(jobs, job, "done")
    await jobs.enqueue("errand", Errand())

    assert await jobs.prune(timedelta(days=1)) == 0
    assert await jobs.prune(timedelta(0)) == 1
    assert (await jobs.list())[1] == 1
