"""The background work of backups, as the workers are told of it."""

from collections.abc import Sequence
from typing import Any

from medianest.backups.work import MAKE, RESTORE, VERIFY, BackupWork, Make, Verify
from medianest.infra.jobs import JobKind, Jobs, Nothing, Run, Schedule
from medianest.kit.clock import Clock

NIGHTLY = "backups.nightly"
_QUEUE = "backups"


def kinds(work: BackupWork) -> Sequence[JobKind[Any]]:
    """One at a time, for each fills the disk; a failure is told, and the next night tries again."""
    return [
        JobKind(
            name=MAKE,
            payload=Make,
            run=work.make,
            queue=_QUEUE,
            concurrency=1,
            attempts=2,
            on_dead=work.given_up,
        ),
        JobKind(
            name=VERIFY,
            payload=Verify,
            run=work.verify,
            queue=_QUEUE,
            concurrency=1,
            attempts=2,
            on_dead=work.given_up,
        ),
        JobKind(name=RESTORE, payload=Nothing, run=work.restore, attempts=1),
    ]


def schedules(jobs: Jobs, clock: Clock, *, at: str) -> Sequence[Schedule]:
    """A backup every night at `at` (HH:MM, local time)."""

    async def nightly(_: Run) -> None:
        await jobs.enqueue(MAKE, Make("nightly", clock()), unique=MAKE)

    hour, _, minute = at.partition(":")
    return [Schedule(name=NIGHTLY, run=nightly, cron=f"{int(minute)} {int(hour)} * * *")]
