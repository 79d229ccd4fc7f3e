"""The Plex library, put together."""

from medianest.infra.events import LiveEvents
from medianest.infra.jobs import Jobs
from medianest.notifications.service import Notifications
from medianest.plex.library.build import build_library
from medianest.plex.library.service import Library
from medianest.plex.service import Plex
from medianest.settings import Settings


def library_of(
    settings: Settings, plex: Plex, jobs: Jobs, live: LiveEvents, notifications: Notifications
) -> Library:
    """What the household's servers hold, by the owner's rules."""
    library = build_library(
        servers=plex.servers,
        jobs=jobs,
        live=live,
        notifications=notifications,
        most_deleted=settings.plex.most_deleted,
    )
    plex.on_connected.append(library.ask)
    return library
