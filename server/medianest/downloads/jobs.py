"""The background work of downloads."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from medianest.downloads.confirming import Confirming
from medianest.downloads.fetching import Fetching
from medianest.downloads.work import CONFIRM, FETCH, Order
from medianest.infra.jobs import JobKind, Run, Schedule


def kinds(fetching: Fetching, confirming: Confirming, *, parallel: int) -> Sequence[JobKind[Any]]:
    """Fetching, so many at a time, and having Plex take in what was fetched."""
    return [
        JobKind(
            name=FETCH,
            payload=Order,
            run=fetching.work,
            queue="downloads",
            concurrency=parallel,
            attempts=4,
            base=timedelta(seconds=5),
            on_dead=fetching.given_up,
        ),
        JobKind(
            name=CONFIRM,
            payload=Order,
            run=confirming.work,
            queue="plex",
            concurrency=4,
            attempts=12,
            base=timedelta(seconds=10),
            cap=timedelta(minutes=10),
            on_dead=confirming.given_up,
        ),
    ]


def schedules(fetching: Fetching) -> Sequence[Schedule]:
    """Tidying up after processes that ended in the middle."""

    async def sweep(_: Run) -> None:
        await fetching.sweep()

    return [Schedule(name="downloads.sweep", run=sweep, every=timedelta(hours=1))]
