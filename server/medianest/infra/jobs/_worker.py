"""A worker that lives through outages of the database."""

import asyncio
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid4

import structlog

from medianest.infra.database import LOST, connection
from medianest.infra.events import LiveEvents
from medianest.infra.jobs import queries
from medianest.infra.jobs._graves import Graves
from medianest.infra.jobs._jobs import Jobs
from medianest.infra.jobs._kinds import JobKind, Schedule
from medianest.infra.jobs._session import LineLostError, Session, Timing
from medianest.infra.jobs._timetable import Timetable
from medianest.infra.tasks import Tasks
from medianest.kit import backoff
from medianest.kit.clock import Clock, now

log = structlog.get_logger()


class Worker:
    """Runs jobs and schedules while entered; any number may share a database."""

    def __init__(  # noqa: PLR0913 - collaborators, handed in
        self,
        jobs: Jobs,
        kinds: Iterable[JobKind[Any]],
        schedules: Sequence[Schedule] = (),
        *,
        events: LiveEvents | None = None,
        timing: Timing | None = None,
        clock: Clock = now,
    ) -> None:
        self._timetable = Timetable(jobs, clock, tuple(schedules))
        self._kinds = _by_name([*kinds, *self._timetable.kinds()])
        self._graves = Graves(events)
        self._timing = timing or Timing()
        self._former: list[UUID] = []
        self._tasks = Tasks()
        self._failures = 0
        self.ready = False
        """Whether it is connected and hands out work."""
        jobs.declare(self._kinds.values())

    async def __aenter__(self) -> Self:
        self._tasks.start(self.run(), name="worker")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._tasks.stop()

    async def run(self) -> None:
        """Work until cancelled, starting anew whenever the database went away."""
        while True:
            try:
                await self._live()
            except (*LOST, LineLostError) as lost:
                self._failures += 1
                log.warning("worker_lost_database", error=str(lost), failures=self._failures)
            timing = self._timing
            pause = backoff.delay(self._failures, base=timing.reconnect, cap=timing.reconnect_cap)
            await asyncio.sleep(pause.total_seconds())

    async def _live(self) -> None:
        async with connection() as line:
            worker = uuid4()
            session = Session(
                line=line,
                worker=worker,
                kinds=self._kinds,
                timetable=self._timetable,
                graves=self._graves,
                timing=self._timing,
                restarted=bool(self._former),
            )
            await session.sign_on()
            await self._give_back()
            self._former.append(worker)
            await self._work(session)

    async def _work(self, session: Session) -> None:
        log.info("worker_started", worker=str(session.worker), kinds=len(self._kinds))
        self._failures = 0
        self.ready = True
        try:
            await session.work()
        except asyncio.CancelledError:
            await _retire(session)
            raise
        finally:
            self.ready = False
            # Whatever has happened, nothing runs on without the lock.
            await session.bench.abandon()

    async def _give_back(self) -> None:
        """Return what this very worker ran before it lost the database: all of it has stopped."""
        for worker in self._former:
            await queries.working.give_back(worker)
        self._former.clear()


async def _retire(session: Session) -> None:
    try:
        await session.retire()
    except LOST as failure:
        # Stopping must not fail for that: the next worker finds the lock free and takes them over.
        log.warning("worker_kept_its_jobs", error=str(failure))


def _by_name(kinds: Iterable[JobKind[Any]]) -> dict[str, JobKind[Any]]:
    named: dict[str, JobKind[Any]] = {}
    for kind in kinds:
        if kind.name in named:
            message = f"two kinds of job are called {kind.name}"
            raise ValueError(message)
        named[kind.name] = kind
    return named
