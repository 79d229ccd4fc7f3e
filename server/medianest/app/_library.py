"""The Plex library, put together."""

from medianest.app._ground import Ground
from medianest.plex.library.build import build_library
from medianest.plex.library.service import Library
from medianest.plex.service import Plex


def library_of(ground: Ground, plex: Plex) -> Library:
    """What the household's servers hold, by the owner's rules."""
    library = build_library(
        servers=plex.servers,
        jobs=ground.jobs,
        live=ground.events,
        notifications=ground.notifications,
        most_deleted=ground.settings.plex.most_deleted,
    )
    plex.on_connected.append(library.ask)
    return library
