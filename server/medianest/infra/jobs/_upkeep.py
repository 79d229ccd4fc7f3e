"""What keeps the tables of jobs and events small."""

from datetime import timedelta

from medianest.infra.events import LiveEvents
from medianest.infra.jobs._jobs import Jobs
from medianest.infra.jobs._kinds import Run, Schedule


def upkeep(jobs: Jobs, events: LiveEvents, *, keep: timedelta) -> list[Schedule]:
    """Schedules that forget jobs that ended longer ago than `keep`, and events of yesterday."""

    async def prune_jobs(_: Run) -> None:
        await jobs.prune(keep)

    async def prune_events(_: Run) -> None:
        await events.prune()

    return [
        Schedule(name="jobs.prune", every=timedelta(hours=6), run=prune_jobs),
        Schedule(name="events.prune", every=timedelta(hours=1), run=prune_events),
    ]
