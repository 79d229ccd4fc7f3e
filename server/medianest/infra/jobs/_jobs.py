"""Ask for work, watch it, steer it: usable in any role, whether or not work is done there."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from medianest.infra import correlation
from medianest.infra.database import transaction
from medianest.infra.jobs import queries
from medianest.infra.jobs._kinds import JobKind, Nothing
from medianest.infra.jobs._rows import JobRow, NewJob, QueueRow, ScheduleRow
from medianest.infra.jobs.errors import (
    JobAlreadyWaitingError,
    JobNotOverError,
    NoSuchJobError,
    NoSuchQueueError,
    NoSuchScheduleError,
)
from medianest.kit.ids import Ids, new_id


class Jobs:
    """The household's work, as everybody but the workers sees it."""

    def __init__(self, *, ids: Ids = new_id) -> None:
        self._ids = ids
        self._kinds: dict[str, JobKind[Any]] = {}

    def declare(self, kinds: Iterable[JobKind[Any]]) -> None:
        """Make kinds known, for the queue and number of attempts that lists show; workers do so."""
        self._kinds.update({kind.name: kind for kind in kinds})

    async def enqueue(  # noqa: PLR0913 - each says one thing about the job
        self,
        kind: str,
        payload: msgspec.Struct,
        *,
        subject: str = "",
        owner: UUID | None = None,
        after: timedelta | None = None,
        priority: int = 0,
        unique: str | None = None,
    ) -> UUID | None:
        """Ask for work in the present transaction, so that it exists if and only if that commits.

        None if the same `unique` is already waiting or running. A higher priority goes first.
        """
        known = self._kinds.get(kind)
        job = self._ids()
        new = NewJob(
            id=job,
            kind=kind,
            queue=known.queue if known else "default",
            payload=msgspec.json.encode(payload).decode(),
            subject=subject,
            owner=owner,
            priority=priority,
            unique_key=unique,
            max_attempts=known.attempts if known else 5,
            correlation_id=correlation.current() or str(job),
            after=after,
        )
        return job if await queries.asking.add(new) else None

    async def cancel(self, job: UUID) -> str:
        """Cancel a job: one that waits never runs, one that runs is interrupted within a moment.

        Answers its state now; a running one turns `cancelled` when its handler has ended.
        """
        changed = await queries.asking.cancel(job=job)
        if changed:
            return changed[0][1]
        return (await self.get(job)).state

    async def cancel_subject(self, subject: str) -> int:
        """Cancel every job about `subject`; how many there were."""
        return len(await queries.asking.cancel(subject=subject))

    async def get(self, job: UUID) -> JobRow:
        """The job of this id."""
        found = await queries.asking.one(job)
        if found is None:
            raise NoSuchJobError
        return found

    async def retry(self, job: UUID) -> None:
        """Start a job over that has ended, with all its attempts."""
        try:
            async with transaction():
                revived = await queries.asking.revive(job)
        except asyncpg.UniqueViolationError as clash:
            raise JobAlreadyWaitingError from clash
        if not revived:
            await self._refuse(job)

    async def drop(self, job: UUID) -> None:
        """Forget a job that has ended."""
        if not await queries.asking.drop(job):
            await self._refuse(job)

    async def _refuse(self, job: UUID) -> None:
        state = (await self.get(job)).state
        raise JobNotOverError(f"It is {state}; cancel it first.")

    async def list(
        self,
        *,
        state: str | None = None,
        kind: str | None = None,
        limit: int = 50,
        before: UUID | None = None,
    ) -> tuple[Sequence[JobRow], int]:
        """The newest jobs, older than `before`, and how many fit in all."""
        return await queries.asking.page(state=state, kind=kind, limit=limit, before=before)

    async def pause(self, queue: str) -> None:
        """Hand out nothing of `queue` from now on; what runs is finished. Outlives restarts."""
        await self._steer(queue, paused=True)

    async def resume(self, queue: str) -> None:
        """Hand out the queue's work again."""
        await self._steer(queue, paused=False)

    async def _steer(self, queue: str, *, paused: bool) -> None:
        if queue not in {row.name for row in await self.queues()}:
            raise NoSuchQueueError
        await queries.asking.pause(queue, paused=paused)

    async def queues(self) -> Sequence[QueueRow]:
        """Every queue: those of declared kinds, and any other that has work or was paused."""
        rows = {row.name: row for row in await queries.asking.queues()}
        for kind in self._kinds.values():
            idle = QueueRow(name=kind.queue, paused=False, waiting=0, running=0)
            rows.setdefault(kind.queue, idle)
        return [rows[name] for name in sorted(rows)]

    async def schedules(self) -> Sequence[ScheduleRow]:
        """All schedules, with their last and next runs."""
        return await queries.schedules.every()

    async def run_now(self, schedule: str) -> UUID | None:
        """Run a schedule outside of its rhythm; None if it is running already."""
        if not await queries.schedules.exists(schedule):
            raise NoSuchScheduleError
        return await self.enqueue(schedule, Nothing(), unique=f"schedule:{schedule}")

    async def prune(self, keep: timedelta) -> int:
        """Forget jobs that ended longer ago than `keep`; how many."""
        return await queries.working.prune(keep)
