"""Puts the library's parts together."""

from medianest.infra.events import LiveEvents
from medianest.infra.jobs import Jobs
from medianest.kit.clock import Clock, now
from medianest.kit.ids import Ids, new_id
from medianest.notifications.service import Notifications
from medianest.plex.library.service import Library
from medianest.plex.library.storing import Storing
from medianest.plex.library.syncing import Syncing
from medianest.plex.servers import Servers


def build_library(  # noqa: PLR0913 - what the library receives, once
    *,
    servers: Servers,
    jobs: Jobs,
    live: LiveEvents,
    notifications: Notifications,
    most_deleted: float = 0.2,
    clock: Clock = now,
    ids: Ids = new_id,
) -> Library:
    """Everything behind `Library`.

    `most_deleted` is the share of a library that may vanish without asking.
    """
    syncing = Syncing(
        storing=Storing(live, clock),
        jobs=jobs,
        notifications=notifications,
        most_deleted=most_deleted,
        clock=clock,
        ids=ids,
    )
    return Library(servers, jobs, syncing)
