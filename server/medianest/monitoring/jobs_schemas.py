"""How jobs, queues and schedules look over HTTP."""

from datetime import datetime
from typing import Self
from uuid import UUID

from medianest.infra.jobs import JobRow, QueueRow, ScheduleRow, State
from medianest.kit.wire import Wire


class Job(Wire, frozen=True):
    """A job as it stands; what it was asked with stays inside."""

    id: UUID
    kind: str
    queue: str
    state: State
    attempts: int
    max_attempts: int
    crashes: int
    progress: float | None
    stage: str
    reason: str
    subject: str
    correlation_id: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    next_try_at: datetime | None

    @classmethod
    def of(cls, row: JobRow) -> Self:
        """Show `row`."""
        return cls(**{name: getattr(row, name) for name in cls.__struct_fields__})


class Queue(Wire, frozen=True):
    """A queue: whether it hands out work, and how much of it there is."""

    name: str
    paused: bool
    waiting: int
    running: int

    @classmethod
    def of(cls, row: QueueRow) -> Self:
        """Show `row`."""
        return cls(**{name: getattr(row, name) for name in cls.__struct_fields__})


class Schedule(Wire, frozen=True):
    """Recurring work; a result that is empty means that it never ran."""

    name: str
    every: str
    last_run_at: datetime | None
    last_duration: float | None
    last_result: str
    next_run_at: datetime

    @classmethod
    def of(cls, row: ScheduleRow) -> Self:
        """Show `row`."""
        return cls(
            name=row.name,
            every=row.every,
            last_run_at=row.last_run_at,
            last_duration=row.last_seconds,
            last_result=row.last_result,
            next_run_at=row.next_run_at,
        )


class ScheduleStarted(Wire, frozen=True):
    """The job of a run that was asked for; None if it runs already."""

    job_id: UUID | None
