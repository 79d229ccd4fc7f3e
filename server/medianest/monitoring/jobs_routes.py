"""Jobs, queues and schedules over HTTP, for those who manage them."""

from typing import Annotated
from uuid import UUID

from litestar import Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from medianest.accounts import Principal, audit
from medianest.accounts.guards import requires
from medianest.infra.jobs import Jobs, State
from medianest.infra.provide import provided
from medianest.kit.paging import cut
from medianest.kit.wire import Page
from medianest.monitoring.jobs_schemas import Job, Queue, Schedule, ScheduleStarted

Limit = Annotated[int, QueryParameter(ge=1, le=100)]
# The framework keeps the argument name `state` for itself.
InState = Annotated[State | None, QueryParameter(name="state")]


@get("/jobs")
async def list_jobs(
    jobs: NamedDependency[Jobs],
    in_state: InState = None,
    kind: FromQuery[str | None] = None,
    cursor: FromQuery[UUID | None] = None,
    limit: Limit = 50,
) -> Page[Job]:
    """All jobs, newest first."""
    rows, total = await jobs.list(state=in_state, kind=kind, limit=limit + 1, before=cursor)
    found, following = cut(rows, limit)
    return Page(items=[Job.of(row) for row in found], total=total, next_cursor=following)


@get("/jobs/{job_id:uuid}")
async def get_job(job_id: FromPath[UUID], jobs: NamedDependency[Jobs]) -> Job:
    """One job."""
    return Job.of(await jobs.get(job_id))


@post("/jobs/{job_id:uuid}/retry", status_code=200)
async def retry_job(
    job_id: FromPath[UUID], jobs: NamedDependency[Jobs], me: NamedDependency[Principal]
) -> Job:
    """Start a job over that has ended."""
    async with audit.noted(me.id, "job.retry", job_id):
        await jobs.retry(job_id)
    return Job.of(await jobs.get(job_id))


@post("/jobs/{job_id:uuid}/cancel", status_code=200)
async def cancel_job(
    job_id: FromPath[UUID], jobs: NamedDependency[Jobs], me: NamedDependency[Principal]
) -> Job:
    """Cancel a job; one that runs is `cancelled` as soon as it has stopped."""
    async with audit.noted(me.id, "job.cancel", job_id):
        await jobs.cancel(job_id)
    return Job.of(await jobs.get(job_id))


@delete("/jobs/{job_id:uuid}")
async def drop_job(
    job_id: FromPath[UUID], jobs: NamedDependency[Jobs], me: NamedDependency[Principal]
) -> None:
    """Forget a job that has ended."""
    async with audit.noted(me.id, "job.drop", job_id):
        await jobs.drop(job_id)


@get("/queues")
async def list_queues(jobs: NamedDependency[Jobs]) -> Page[Queue]:
    """Every queue."""
    return Page.whole([Queue.of(row) for row in await jobs.queues()])


@post("/queues/{name:str}/pause", status_code=204)
async def pause_queue(
    name: FromPath[str], jobs: NamedDependency[Jobs], me: NamedDependency[Principal]
) -> None:
    """Hand out nothing more; what runs is finished."""
    async with audit.noted(me.id, "queue.pause", name):
        await jobs.pause(name)


@post("/queues/{name:str}/resume", status_code=204)
async def resume_queue(
    name: FromPath[str], jobs: NamedDependency[Jobs], me: NamedDependency[Principal]
) -> None:
    """Hand out work again."""
    async with audit.noted(me.id, "queue.resume", name):
        await jobs.resume(name)


@get("/schedules")
async def list_schedules(jobs: NamedDependency[Jobs]) -> Page[Schedule]:
    """Every schedule, with its last and next runs."""
    return Page.whole([Schedule.of(row) for row in await jobs.schedules()])


@post("/schedules/{name:str}/run", status_code=202)
async def run_schedule(
    name: FromPath[str], jobs: NamedDependency[Jobs], me: NamedDependency[Principal]
) -> ScheduleStarted:
    """Run it now, outside of its rhythm."""
    async with audit.noted(me.id, "schedule.run", name):
        job = await jobs.run_now(name)
    return ScheduleStarted(job_id=job)


def router(jobs: Jobs) -> Router:
    """All of these, to be mounted under the API's base."""
    return Router(
        "/admin",
        route_handlers=[
            list_jobs,
            get_job,
            retry_job,
            cancel_job,
            drop_job,
            list_queues,
            pause_queue,
            resume_queue,
            list_schedules,
            run_schedule,
        ],
        guards=[requires("jobs.manage")],
        dependencies={"jobs": provided(jobs)},
        tags=["jobs"],
    )
