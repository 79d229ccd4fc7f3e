"""Puts the requests together from what they stand on."""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from medianest.infra.events import LiveEvents
from medianest.infra.jobs import Jobs
from medianest.kit.clock import Clock, now
from medianest.kit.totals import Totals
from medianest.notifications.service import Notifications
from medianest.requests.asking import Asking
from medianest.requests.editing import Editing
from medianest.requests.facts import Catalog, FindPresence, Links
from medianest.requests.knowing import Knowing
from medianest.requests.moves import Moves
from medianest.requests.queries.reading import PosterOf
from medianest.requests.quotas.service import Quotas
from medianest.requests.reconciling import Reconciling
from medianest.requests.schemas import Counts
from medianest.requests.service import Requests
from medianest.requests.settling import Settling
from medianest.requests.steering import Steering
from medianest.requests.telling import Telling
from medianest.requests.verdicts import Decide, by_permission


def build(  # noqa: PLR0913 - all that the slice stands on
    *,
    catalog: Catalog,
    presence: FindPresence,
    live: LiveEvents,
    notifications: Notifications,
    jobs: Jobs,
    managers: Callable[[], Awaitable[Sequence[UUID]]],
    poster: PosterOf,
    plex_connected: Callable[[], Awaitable[bool]],
    links: Links | None = None,
    decide: Decide = by_permission,
    clock: Clock = now,
) -> Requests:
    """Requests that know titles by `catalog` and Plex by `presence`."""
    knowing, quotas, totals = Knowing(catalog, presence), Quotas(clock), Totals[Counts]()
    moves = Moves(Telling(live, notifications, managers, poster), clock)
    settling = Settling(knowing, moves, quotas, decide)
    return Requests(
        asking=Asking(knowing, moves, jobs, quotas, settling, clock),
        steering=Steering(moves, Editing(knowing, quotas, clock), jobs, totals, links, clock),
        moves=moves,
        reconciling=Reconciling(knowing, catalog, moves, jobs, plex_connected, settling, clock),
        quotas=quotas,
        poster=poster,
        totals=totals,
    )
