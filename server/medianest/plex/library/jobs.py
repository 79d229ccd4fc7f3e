"""The background work of the library."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from medianest.infra.jobs import GiveUpError, JobKind, RetryLaterError, Run, Schedule
from medianest.plex.errors import PlexNotConnectedError
from medianest.plex.library.service import Library
from medianest.plex.library.work import SYNC, Sync

_PATIENCE = timedelta(minutes=10)


def kinds(library: Library) -> Sequence[JobKind[Any]]:
    """Reading a server."""

    async def read(order: Sync, run: Run) -> None:
        try:
            report = await library.carry_out(order, run)
        except PlexNotConnectedError as gone:
            raise GiveUpError(str(gone)) from gone
        # What has changed is asked for again anyway, in minutes.
        if report.state == "failed" and order.full:
            raise RetryLaterError(report.reason, _PATIENCE)

    return [
        JobKind(name=SYNC, payload=Sync, run=read, queue="plex-library", concurrency=3, attempts=3)
    ]


def schedules(library: Library, *, every: timedelta, full_at: str) -> Sequence[Schedule]:
    """What has changed, often, and everything once a day at `full_at` (HH:MM, local time)."""

    async def changes(_: Run) -> None:
        await _ask(library, full=False)

    async def everything(_: Run) -> None:
        await library.tidy()
        await _ask(library, full=True)

    hour, _, minute = full_at.partition(":")
    return [
        Schedule(name="plex.sync", run=changes, every=every),
        Schedule(name="plex.sync_full", run=everything, cron=f"{int(minute)} {int(hour)} * * *"),
    ]


async def _ask(library: Library, *, full: bool) -> None:
    try:
        await library.ask_all("schedule", full=full)
    except PlexNotConnectedError:
        # A household without Plex is nothing to report twelve times an hour.
        return
