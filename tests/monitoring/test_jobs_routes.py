from collections.abc import AsyncIterator
from datetime import timedelta

import httpx2
import pytest
from litestar import Router
from tests.infra.jobs.shop import Errand
from tests.support.doors import Doors

from medianest.accounts.permissions import Role
from medianest.infra.database import fetchval
from medianest.infra.jobs import Jobs, Run, Schedule
from medianest.infra.jobs._timetable import Timetable
from medianest.kit.clock import now
from medianest.kit.ids import new_id
from medianest.monitoring import jobs_routes


@pytest.fixture
def jobs(database: str) -> Jobs:
    return Jobs()


@pytest.fixture
def doors(jobs: Jobs) -> Doors:
    return Doors([], handlers=[Router("/api/v1", route_handlers=[jobs_routes.router(jobs)])])


@pytest.fixture
async def owner(doors: Doors) -> AsyncIterator[httpx2.AsyncClient]:
    async with doors.enter(Role.OWNER) as client:
        yield client


async def test_only_who_manages_jobs_may_see_them(doors: Doors) -> None:
    async with doors.enter(Role.MEMBER) as member:
        answer = await member.get("/admin/jobs")

    assert answer.status_code == 403


async def test_jobs_are_listed_by_page_in_camel_case(owner: httpx2.AsyncClient, jobs: Jobs) -> None:
    asked = [await jobs.enqueue("errand", Errand(), subject=f"s{n}") for n in range(3)]

    first = (await owner.get("/admin/jobs", params={"limit": 2})).json()
    second = (
        await owner.get("/admin/jobs", params={"limit": 2, "cursor": first["nextCursor"]})
    ).json()

    assert first["total"] == 3
    assert [job["id"] for job in first["items"] + second["items"]] == [
        str(job) for job in reversed(asked)
    ]
    assert second["nextCursor"] is None
    assert first["items"][0]["maxAttempts"] == 5


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 101}, {"state": "bored"}, {"cursor": "x"}]
)
async def test_a_wrong_question_is_refused(
    owner: httpx2.AsyncClient, query: dict[str, str | int]
) -> None:
    assert (await owner.get("/admin/jobs", params=query)).status_code == 400


async def test_a_job_is_cancelled_retried_and_dropped(
    owner: httpx2.AsyncClient, jobs: Jobs
) -> None:
    job = await jobs.enqueue("errand", Errand())

    too_early = await owner.post(f"/admin/jobs/{job}/retry")
    cancelled = await owner.post(f"/admin/jobs/{job}/cancel")
    retried = await owner.post(f"/admin/jobs/{job}/retry")
    await owner.post(f"/admin/jobs/{job}/cancel")
    dropped = await owner.delete(f"/admin/jobs/{job}")
    gone = await owner.get(f"/admin/jobs/{job}")

    assert (too_early.status_code, too_early.json()["code"]) == (409, "job_not_over")
    assert cancelled.json()["state"] == "cancelled"
    assert retried.json()["state"] == "waiting"
    assert dropped.status_code == 204
    assert (gone.status_code, gone.json()["code"]) == (404, "no_such_job")


async def test_what_was_done_to_a_job_is_in_the_audit_log(
    owner: httpx2.AsyncClient, jobs: Jobs
) -> None:
    job = await jobs.enqueue("errand", Errand())

    await owner.post(f"/admin/jobs/{job}/cancel")
    await owner.post(f"/admin/jobs/{new_id()}/cancel")

    assert await fetchval("SELECT count(*) FROM audit_log WHERE action = 'job.cancel'") == 1


async def test_a_queue_is_paused_and_resumed(owner: httpx2.AsyncClient, jobs: Jobs) -> None:
    await jobs.enqueue("errand", Errand())

    await owner.post("/admin/queues/default/pause")
    paused = (await owner.get("/admin/queues")).json()["items"]
    await owner.post("/admin/queues/default/resume")
    resumed = (await owner.get("/admin/queues")).json()["items"]

    assert paused == [{"name": "default", "paused": True, "waiting": 1, "running": 0}]
    assert resumed == [{"name": "default", "paused": False, "waiting": 1, "running": 0}]


async def test_a_schedule_is_listed_and_run_now(owner: httpx2.AsyncClient, jobs: Jobs) -> None:
    async def go_round(_: Run) -> None:
        """Nothing to do."""

    entry = Schedule(name="round", every=timedelta(hours=1), run=go_round)
    await Timetable(jobs, now, [entry]).hang_up()

    listed = (await owner.get("/admin/schedules")).json()["items"]
    started = await owner.post("/admin/schedules/round/run")
    again = await owner.post("/admin/schedules/round/run")
    unknown = await owner.post("/admin/schedules/square/run")

    assert [(row["name"], row["every"], row["lastResult"]) for row in listed] == [
        ("round", "1:00:00", "")
    ]
    assert started.status_code == 202
    assert started.json()["jobId"] is not None
    assert again.json()["jobId"] is None
    assert (unknown.status_code, unknown.json()["code"]) == (404, "no_such_schedule")
