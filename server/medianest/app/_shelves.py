"""Plex: the servers, what they hold, and what happens there right now."""

from dataclasses import dataclass
from datetime import timedelta

from medianest.app._ground import Ground
from medianest.app._library import library_of
from medianest.app._moment import moment_of
from medianest.infra.outside import Outside
from medianest.plex.build import Pace, build
from medianest.plex.library.service import Library
from medianest.plex.live.build import Moment
from medianest.plex.schemas import PathMapping
from medianest.plex.service import Options, Plex

# plexapi's slowest answer is the list of a large library on a sleeping disk.
_TIMEOUT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """The services about Plex."""

    plex: Plex
    library: Library
    moment: Moment


def put_up_shelves(ground: Ground) -> Shelves:
    """Build them; nothing is opened or started."""
    plex = _plex(ground)
    ground.services.on_deleted.append(plex.forgotten)
    library = library_of(ground, plex)
    return Shelves(plex=plex, library=library, moment=moment_of(ground, library))


def _plex(ground: Ground) -> Plex:
    wishes = ground.settings.plex
    return build(
        services=ground.services,
        outside=Outside("plex", timeout=_TIMEOUT),
        media_dir=ground.household.media_dir,
        client_id=ground.identity.instance_id,
        version=ground.identity.version,
        given=Options(
            library=wishes.library,
            path_mappings=tuple(
                PathMapping(local=str(one.local), plex=one.plex) for one in wishes.path_mappings
            ),
        ),
        pace=Pace(
            debounce=timedelta(seconds=wishes.debounce),
            confirm_within=timedelta(seconds=wishes.confirm_within),
        ),
    )
