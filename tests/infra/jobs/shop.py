"""What tests of jobs are made of."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from tests.support.waiting import soon

from medianest.infra.events import LiveEvents
from medianest.infra.jobs import JobKind, JobRow, Jobs, Run, Schedule, Timing, Worker

QUICK = Timing(
    tick=timedelta(milliseconds=200),
    cancel_grace=timedelta(milliseconds=20),
    stop_grace=timedelta(milliseconds=20),
    orphan_grace=timedelta(milliseconds=100),
    reconnect=timedelta(milliseconds=20),
)


class Errand(msgspec.Struct, rename="camel"):
    """A payload whose names differ inside and outside."""

    what_for: str = ""


@dataclass
class Diary:
    """What handlers did, and a gate that keeps them from finishing."""

    begun: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    interrupted: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def pass_through(self, errand: Errand, _: Run) -> None:
        """Begin and end."""
        self.begun.append(errand.what_for)
        self.ended.append(errand.what_for)

    async def wait_at_gate(self, errand: Errand, _: Run) -> None:
        """Begin, wait for the gate, end."""
        self.begun.append(errand.what_for)
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.interrupted.append(errand.what_for)
            raise
        finally:
            self.at_once -= 1
        self.ended.append(errand.what_for)


def kind(
    run: Callable[[Errand, Run], Awaitable[None]], name: str = "errand", **more: Any
) -> JobKind[Errand]:
    """A kind of job that is tried again at once."""
    pauses = {"base": timedelta(milliseconds=10), "cap": timedelta(milliseconds=10)}
    return JobKind(name=name, payload=Errand, run=run, **{**pauses, **more})


@asynccontextmanager
async def working(
    jobs: Jobs,
    *kinds: JobKind[Any],
    schedules: Sequence[Schedule] = (),
    events: LiveEvents | None = None,
    timing: Timing = QUICK,
) -> AsyncIterator[Worker]:
    """A worker that is ready."""
    async with Worker(jobs, kinds, schedules, events=events, timing=timing) as worker:
        await soon(lambda: worker.ready)
        yield worker


async def reaches(jobs: Jobs, job: UUID | None, *states: str, within: float = 60) -> JobRow:
    """The job, as soon as it is in one of `states`."""
    assert job is not None

    async def arrived() -> bool:
        return (await jobs.get(job)).state in states

    await soon(arrived, within=within)
    return await jobs.get(job)
