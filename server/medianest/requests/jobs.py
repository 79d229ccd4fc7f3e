"""The background work of requests."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from medianest.infra.jobs import JobKind, Run, Schedule
from medianest.requests.reconciling import Reconciling
from medianest.requests.steering import Steering
from medianest.requests.work import DESCRIBE, RECONCILE, Describe, Reconcile


def kinds(reconciling: Reconciling) -> Sequence[JobKind[Any]]:
    """Finding out what was asked for, and what has come of it."""
    return [
        JobKind(
            name=DESCRIBE,
            payload=Describe,
            run=reconciling.describe,
            queue="requests",
            attempts=12,
            base=timedelta(seconds=10),
        ),
        JobKind(
            name=RECONCILE,
            payload=Reconcile,
            run=reconciling.work,
            queue="requests",
            concurrency=2,
        ),
    ]


def schedules(reconciling: Reconciling, steering: Steering) -> Sequence[Schedule]:
    """Looking at everything now and then."""

    async def sweep(_: Run) -> None:
        await reconciling.sweep()
        await steering.catch_up()

    return [Schedule(name="requests.sweep", run=sweep, every=timedelta(hours=6))]
