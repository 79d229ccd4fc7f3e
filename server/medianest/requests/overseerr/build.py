"""Puts the package's parts together."""

from collections.abc import Awaitable, Callable

from medianest.infra.jobs import Jobs
from medianest.infra.outside import Outside
from medianest.kit.clock import Clock, now
from medianest.kit.media import TitleKey
from medianest.monitoring.hooks import Hooks
from medianest.monitoring.service import Services
from medianest.requests.overseerr.adopting import Adopting
from medianest.requests.overseerr.asking import Asking
from medianest.requests.overseerr.following import Following
from medianest.requests.overseerr.handing import Handing
from medianest.requests.overseerr.hooking import Hooking
from medianest.requests.overseerr.importing import Importing
from medianest.requests.overseerr.neighbour import Neighbour
from medianest.requests.overseerr.outbox import Outbox
from medianest.requests.overseerr.seeing import Seeing
from medianest.requests.overseerr.service import Overseerr
from medianest.requests.overseerr.withdrawing import Withdrawing
from medianest.requests.service import Requests


def build(  # noqa: PLR0913 - what the package stands on
    requests: Requests,
    *,
    services: Services,
    outside: Outside,
    hooks: Hooks,
    jobs: Jobs,
    plex_connected: Callable[[], Awaitable[bool]],
    arrived: Callable[[TitleKey], Awaitable[None]],
    base: str,
    public_url: str = "",
    clock: Clock = now,
) -> Overseerr:
    """Everything behind `Overseerr`, which from now on hears of every change of a request.

    `arrived` has Plex looked through for a title; it is called inside a transaction.
    """
    moves, neighbour = requests.moves, Neighbour(services, outside, clock)
    outbox = Outbox(neighbour, jobs)
    seeing = Seeing(moves, plex_connected, arrived, clock)
    adopting = Adopting(requests.asking.knowing, moves, seeing, jobs, clock)
    withdrawing = Withdrawing(neighbour, outbox, clock)
    moves.listeners.append(outbox.changed)
    return Overseerr(
        neighbour=neighbour,
        outbox=outbox,
        handing=Handing(Asking(neighbour), moves, seeing, outbox, clock),
        withdrawing=withdrawing,
        following=Following(neighbour, seeing, adopting, outbox, withdrawing, clock),
        importing=Importing(neighbour, adopting, moves.telling.notifications, clock),
        hooking=Hooking(neighbour, hooks, jobs, base),
        jobs=jobs,
        public_url=public_url,
    )
