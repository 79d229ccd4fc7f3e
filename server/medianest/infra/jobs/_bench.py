"""The handlers that run in one worker, from the claim to the written result."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog

from medianest.infra import correlation
from medianest.infra.database import LOST
from medianest.infra.jobs import queries
from medianest.infra.jobs._graves import Graves
from medianest.infra.jobs._kinds import JobKind, Run
from medianest.infra.jobs._outcomes import attempt
from medianest.infra.jobs._rows import Claimed, Outcome
from medianest.infra.tasks import Tasks

log = structlog.get_logger()
_PROGRESS_PAUSE = 1.0  # seconds


@dataclass(slots=True)
class _Place:
    """One running handler."""

    run: Run
    queue: str
    task: asyncio.Task[None] | None = None
    ended: bool = False
    """The handler is through and its result is being written: nothing to interrupt."""
    interrupted: bool = False

    def interrupt(self) -> None:
        if self.task is not None and not self.ended:
            self.interrupted = True
            self.task.cancel()


@dataclass
class Bench:
    """Runs what its worker has claimed."""

    worker: UUID
    kinds: Mapping[str, JobKind[Any]]
    graves: Graves
    freed: Callable[[], None]
    """Called when a place is free again."""
    cancel_grace: timedelta
    unsettled: bool = False
    """A result could not be written: the worker has to start anew and give its jobs back."""
    _places: dict[UUID, _Place] = field(default_factory=dict)
    _early: set[UUID] = field(default_factory=set)
    _tasks: Tasks = field(default_factory=Tasks)
    _lost: bool = False
    _stopping: bool = False

    def busy(self, queue: str) -> int:
        """How many of a queue's jobs run here."""
        return sum(place.queue == queue for place in self._places.values())

    def expect(self) -> None:
        """Mind, from now on, cancellations that are heard before their job is started here."""
        self._early.clear()

    def start(self, job: Claimed) -> None:
        """Run a claimed job in the background."""
        kind = self.kinds[job.kind]
        run = Run(
            id=job.id,
            kind=job.kind,
            attempt=job.attempts,
            correlation_id=job.correlation_id,
            payload=job.payload.encode(),
            report=_reporter(job.id, self.worker),
        )
        place = self._places[job.id] = _Place(run, kind.queue)
        place.task = self._tasks.start(self._carry_out(job, kind, place), name=f"job-{job.kind}")
        if job.id in self._early:
            self.cancel(job.id)

    def cancel(self, job: UUID) -> None:
        """Tell the handler of `job`, if it runs here, and interrupt it a moment later."""
        place = self._places.get(job)
        if place is None:
            self._early.add(job)
            return
        if place.run.cancelled.is_set():
            return
        place.run.cancelled.set()
        loop = asyncio.get_running_loop()
        loop.call_later(self.cancel_grace.total_seconds(), place.interrupt)

    async def stop(self, grace: timedelta) -> None:
        """Let handlers finish for a moment, then interrupt them; their jobs go back, uncounted."""
        self._stopping = True
        await self._wait(grace.total_seconds())
        await self._interrupt()
        await self._wait(3.0)
        await self._tasks.stop()

    async def abandon(self) -> None:
        """Interrupt all and wait until the last has ended: somebody else may run the jobs next."""
        self._lost = True
        await self._interrupt()
        while self._places:
            await self._wait(5.0)
            if self._places:
                kinds = sorted({place.run.kind for place in self._places.values()})
                log.warning("job_ignores_interruption", kinds=kinds)
                await self._interrupt()

    async def _interrupt(self) -> None:
        # A task that is cancelled before its first step never takes it, nor cleans up.
        await asyncio.sleep(0)
        for place in self._places.values():
            place.interrupt()

    async def _wait(self, seconds: float) -> None:
        running = [place.task for place in self._places.values() if place.task is not None]
        if running:
            await asyncio.wait(running, timeout=seconds)

    async def _carry_out(self, job: Claimed, kind: JobKind[Any], place: _Place) -> None:
        with correlation.bind(job.correlation_id):
            try:
                outcome = await attempt(kind, place.run, crashes=job.crashes)
                place.ended = True
                if self._stopping and place.interrupted and outcome.state != "done":
                    # However the handler put it, the interruption was ours.
                    outcome = Outcome("waiting", free=True)
                await self._write_down(job, kind, outcome)
            finally:
                self._places.pop(job.id, None)
                self.freed()

    async def _write_down(self, job: Claimed, kind: JobKind[Any], outcome: Outcome) -> None:
        if self._lost:
            return
        try:
            if outcome.state == "failed":
                await self.graves.dig(job, kind, self.worker, outcome.reason)
            else:
                await queries.working.settle(job.id, self.worker, outcome)
        except LOST as failure:
            log.warning("job_result_not_written", job=str(job.id), error=str(failure))
            self.unsettled = True


def _reporter(job: UUID, worker: UUID) -> Callable[[float | None, str], Awaitable[None]]:
    told: tuple[float, str] = (float("-inf"), "")

    async def report(fraction: float | None, stage: str) -> None:
        nonlocal told
        moment = asyncio.get_running_loop().time()
        if moment - told[0] < _PROGRESS_PAUSE and stage == told[1]:
            return
        told = (moment, stage)
        await queries.working.note_progress(job, worker, fraction, stage)

    return report
