"""Rows, as the rest of the program sees them."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

State = Literal["waiting", "running", "retrying", "done", "failed", "cancelled", "parked"]
OVER: tuple[State, ...] = ("done", "failed", "cancelled", "parked")


class JobRow(msgspec.Struct, frozen=True, kw_only=True):
    """A job as it stands."""

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
    owner: UUID | None
    correlation_id: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    next_try_at: datetime | None


class NewJob(msgspec.Struct, frozen=True, kw_only=True):
    """A job as it is asked for."""

    id: UUID
    kind: str
    queue: str
    payload: str
    subject: str
    owner: UUID | None
    priority: int
    unique_key: str | None
    max_attempts: int
    correlation_id: str
    after: timedelta | None


class Claimed(msgspec.Struct, frozen=True, kw_only=True):
    """A job that this worker is about to run; the claim is committed."""

    id: UUID
    kind: str
    attempts: int
    crashes: int
    payload: str
    subject: str
    owner: UUID | None
    correlation_id: str


class Outcome(msgspec.Struct, frozen=True):
    """How an attempt ended: what follows, why, when to try again, whether the attempt is free."""

    state: State
    reason: str = ""
    after: timedelta | None = None
    free: bool = False


class Lost(msgspec.Struct, frozen=True, kw_only=True):
    """A job whose worker has died, after it was dealt with."""

    id: UUID
    kind: str
    state: State
    reason: str
    payload: str
    subject: str
    owner: UUID | None


class ScheduleRow(msgspec.Struct, frozen=True, kw_only=True):
    """A schedule: when it runs and how its last run went; an empty result means never."""

    name: str
    every: str
    next_run_at: datetime
    last_run_at: datetime | None
    last_seconds: float | None
    last_result: str


class QueueRow(msgspec.Struct, frozen=True, kw_only=True):
    """A queue: whether it hands out work, and how much waits and runs."""

    name: str
    paused: bool
    waiting: int
    running: int


class Outlook(msgspec.Struct, frozen=True, kw_only=True):
    """What lies ahead of a worker."""

    waiting: dict[str, float]
    """Seconds until the first waiting job of a kind may start; zero and below: now."""
    scheduled: datetime | None
    """When the next schedule is due."""
    others: list[UUID]
    """Other workers that hold running jobs, alive or not."""
    paused: list[str]
