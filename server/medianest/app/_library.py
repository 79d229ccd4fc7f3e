"""The Plex library, put together."""

from medianest.infra.events import LiveEvents
from medianest.infra.jobs import Jobs
from medianest.kit.ages import youngest
from medianest.notifications.service import Notifications
from medianest.plex.library.build import Rules, build_library
from medianest.plex.library.service import Library
from medianest.plex.service import Plex
from medianest.settings import Settings

# Plex writes the ratings of this country without its name.
_PLAIN = "US"


def library_of(
    settings: Settings, plex: Plex, jobs: Jobs, live: LiveEvents, notifications: Notifications
) -> Library:
    """What the household's servers hold, by the owner's rules."""
    library = build_library(
        servers=plex.servers,
        jobs=jobs,
        live=live,
        notifications=notifications,
        rules=Rules(most_deleted=settings.plex.most_deleted, age_of=_age_of),
    )
    plex.on_connected.append(library.ask)
    return library


def _age_of(rating: str) -> int | None:
    country, slash, letters = rating.rpartition("/")
    region = country.upper() if slash else _PLAIN
    return youngest({region: letters}, region)
