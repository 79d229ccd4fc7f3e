"""What a slice declares about its background work, and what its handlers are given."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Generic, TypeVar
from uuid import UUID

import msgspec

P = TypeVar("P", bound=msgspec.Struct)


class RetryLaterError(Exception):
    """Try this job again: after `after`, else after the usual backoff; `free` costs no attempt."""

    def __init__(self, reason: str, after: timedelta | None = None, *, free: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after
        self.free = free


class GiveUpError(Exception):
    """Trying again cannot help: the job becomes a dead letter with this reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


async def _to_nobody(fraction: float | None, stage: str) -> None:
    """Let a handler run outside of a worker."""


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """One attempt at a job, as its handler sees it."""

    id: UUID
    kind: str
    attempt: int = 1
    correlation_id: str = ""
    payload: bytes = b"{}"
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when somebody cancelled the job; a moment later the handler's task is cancelled too."""
    report: Callable[[float | None, str], Awaitable[None]] = _to_nobody

    async def progress(self, fraction: float | None, stage: str = "") -> None:
        """Show how far this is, 0 to 1 or unknown; stored at most once a second per stage."""
        await self.report(fraction, stage)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobKind(Generic[P]):
    """A kind of work: who does it, how many at a time, how often it is tried."""

    name: str
    payload: type[P]
    run: Callable[[P, Run], Awaitable[None]]
    queue: str = "default"
    """What can be paused; a worker runs as many of a queue as its most generous kind allows."""
    concurrency: int = 4
    attempts: int = 5
    base: timedelta = timedelta(seconds=5)
    cap: timedelta = timedelta(minutes=30)
    on_dead: Callable[[P, str], Awaitable[None]] | None = None
    """Told that a job failed or was parked, and why, in the transaction that buries it."""


class Nothing(msgspec.Struct, frozen=True):
    """The payload of work that needs none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Work that recurs, once however many workers there are.

    `cron` is read in the machine's own time zone. A run that was due while nobody was running
    happens once, at the next start. What `run` returns is shown beside its last result.
    """

    name: str
    run: Callable[[Run], Awaitable[str | None]]
    every: timedelta | None = None
    cron: str = ""
    queue: str = "schedules"
    """Runs that take minutes have a queue of their own, so that the others need not wait."""

    def __post_init__(self) -> None:
        if (self.every is None) == (not self.cron):
            message = f"schedule {self.name}: give either `every` or `cron`"
            raise ValueError(message)

    def as_kind(self) -> JobKind[Nothing]:
        """A run is a job like any other: it can be listed, cancelled, and survives its worker."""

        async def run(_: Nothing, run: Run) -> None:
            await self.run(run)

        return JobKind(
            name=self.name, payload=Nothing, run=run, queue=self.queue, concurrency=2, attempts=1
        )
