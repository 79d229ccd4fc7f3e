"""The background work about Trakt."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from medianest.catalog.trakt.service import Trakt
from medianest.catalog.trakt.work import POLL, REVOKE, SYNC, Poll, Revoke, Sync
from medianest.infra.jobs import JobKind, Schedule


def kinds(trakt: Trakt) -> Sequence[JobKind[Any]]:
    """Waiting for a code, reading an account, giving tokens back."""
    return [
        JobKind(name=POLL, payload=Poll, run=trakt.poll, queue="trakt", concurrency=4),
        JobKind(
            name=SYNC,
            payload=Sync,
            run=trakt.work,
            queue="trakt",
            concurrency=4,
            attempts=3,
            base=timedelta(minutes=1),
        ),
        JobKind(
            name=REVOKE, payload=Revoke, run=trakt.linking.revoke, queue="trakt", concurrency=4
        ),
    ]


def schedules(trakt: Trakt, *, every: timedelta) -> Sequence[Schedule]:
    """Reading what is new at everybody's account."""
    return [Schedule(name="trakt.sync", run=trakt.sync_everybody, every=every)]
