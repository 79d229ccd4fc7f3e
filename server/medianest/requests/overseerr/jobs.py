"""The background work with Overseerr."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from medianest.infra.jobs import JobKind, Schedule
from medianest.requests.overseerr.service import Overseerr
from medianest.requests.overseerr.work import (
    HAND_OVER,
    IMPORT,
    LOOK,
    POLL,
    RECALL,
    WITHDRAW,
    Import,
    Look,
    Order,
    Withdrawal,
)

_QUEUE: Final = "overseerr"
_SOON: Final = timedelta(seconds=10)


def kinds(overseerr: Overseerr) -> Sequence[JobKind[Any]]:
    """What is done with single requests. What only waits for Overseerr costs no attempt."""
    following, withdrawing = overseerr.following, overseerr.withdrawing
    return [
        JobKind(
            name=HAND_OVER,
            payload=Order,
            run=overseerr.handing.work,
            queue=_QUEUE,
            attempts=8,
            base=_SOON,
            on_dead=overseerr.handing.given_up,
        ),
        JobKind(name=WITHDRAW, payload=Withdrawal, run=withdrawing.work, queue=_QUEUE, base=_SOON),
        JobKind(name=RECALL, payload=Order, run=withdrawing.recall, queue=_QUEUE, base=_SOON),
        JobKind(name=LOOK, payload=Look, run=following.look, queue=_QUEUE, base=_SOON),
        JobKind(
            name=IMPORT,
            payload=Import,
            run=overseerr.importing.work,
            queue=_QUEUE,
            concurrency=1,
            base=_SOON,
        ),
    ]


def schedules(overseerr: Overseerr, *, every: timedelta) -> Sequence[Schedule]:
    """Finding out whatever no webhook told."""
    return [Schedule(name=POLL, every=every, run=overseerr.following.poll)]
