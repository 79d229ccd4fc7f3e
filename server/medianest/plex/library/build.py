"""Puts the library's parts together."""

from dataclasses import dataclass

from medianest.infra.events import LiveEvents
from medianest.infra.jobs import Jobs
from medianest.kit.clock import Clock, now
from medianest.kit.ids import Ids, new_id
from medianest.notifications.service import Notifications
from medianest.plex.library.items import AgeOf
from medianest.plex.library.service import Library
from medianest.plex.library.storing import Storing
from medianest.plex.library.syncing import Syncing
from medianest.plex.servers import Servers


def _unknown(_: str) -> int | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """`most_deleted` is the share of a library that may vanish without asking."""

    most_deleted: float = 0.2
    age_of: AgeOf = _unknown


def build_library(  # noqa: PLR0913 - what the library receives, once
    *,
    servers: Servers,
    jobs: Jobs,
    live: LiveEvents,
    notifications: Notifications,
    rules: Rules | None = None,
    clock: Clock = now,
    ids: Ids = new_id,
) -> Library:
    """Everything behind `Library`."""
    rules = rules or Rules()
    syncing = Syncing(
        storing=Storing(live, clock),
        jobs=jobs,
        notifications=notifications,
        most_deleted=rules.most_deleted,
        age_of=rules.age_of,
        clock=clock,
        ids=ids,
    )
    return Library(servers, jobs, syncing, ids)
