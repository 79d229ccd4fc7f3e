"""Schedules: declared by slices, kept in the database, started by whichever worker is first."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from croniter import croniter

from medianest.infra.database import transaction
from medianest.infra.jobs import queries
from medianest.infra.jobs._jobs import Jobs
from medianest.infra.jobs._kinds import JobKind, Nothing, Run, Schedule
from medianest.infra.jobs._outcomes import in_words
from medianest.kit.clock import Clock


@dataclass(frozen=True)
class Timetable:
    """When each schedule runs; a due run becomes a job in the transaction that takes it."""

    jobs: Jobs
    clock: Clock
    declared: Sequence[Schedule]
    by_name: Mapping[str, Schedule] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {entry.name: entry for entry in self.declared})

    def kinds(self) -> list[JobKind[Any]]:
        """Each schedule's runs as a kind of job, keeping record of how they go."""
        return [replace(entry.as_kind(), run=_recorded(entry)) for entry in self.declared]

    async def hang_up(self) -> None:
        """Make the declared schedules known, and forget all others."""
        present = self.clock()
        for entry in self.declared:
            await queries.schedules.declare(
                entry.name, _rhythm(entry), _next_run(entry, after=present)
            )
        await queries.schedules.forget_all_but(list(self.by_name))

    async def start_due(self) -> None:
        """Turn every run that is due into a job, unless another worker just has."""
        present = self.clock()
        for name in await queries.schedules.due(present):
            entry = self.by_name.get(name)
            if entry is None:
                continue
            async with transaction():
                following = _next_run(entry, after=present)
                if await queries.schedules.advance(name, present, following):
                    await self.jobs.enqueue(name, Nothing(), unique=f"schedule:{name}")


def _recorded(entry: Schedule) -> Callable[[Nothing, Run], Awaitable[None]]:
    async def run(_: Nothing, run: Run) -> None:
        await queries.schedules.began(entry.name)
        try:
            said = await entry.run(run)
        except asyncio.CancelledError:
            await queries.schedules.ended(entry.name, "interrupted")
            raise
        except Exception as failure:
            await queries.schedules.ended(entry.name, f"failed: {in_words(failure)}")
            raise
        await queries.schedules.ended(entry.name, f"done: {said}" if said else "done")

    return run


def _next_run(entry: Schedule, *, after: datetime) -> datetime:
    if entry.every is not None:
        return after + entry.every
    # A household means its own time by "at four in the morning".
    local = after.astimezone().replace(tzinfo=None)
    # By the clock on the wall alone: with an offset, it would still be that one after a change.
    shown: datetime = croniter(entry.cron, local).get_next(datetime)
    both = [shown.replace(fold=fold).astimezone() for fold in (0, 1)]
    # An hour that comes twice has two such times, and one that is left out has none.
    real = [time for time in both if time.replace(tzinfo=None) == shown] or [max(both)]
    return next((time for time in real if time > after), real[-1])


def _rhythm(entry: Schedule) -> str:
    return entry.cron or str(entry.every)
