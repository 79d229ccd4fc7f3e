"""Every service, built once and handed to those that need it."""

from collections.abc import Callable
from dataclasses import dataclass

from litestar.channels import ChannelsBackend

from medianest.app._ground import Ground, lay_ground
from medianest.app._links import Links, tie_links
from medianest.app._shelves import Shelves, put_up_shelves
from medianest.app._titles import Titles, gather_titles
from medianest.infra.health import Check
from medianest.monitoring.probes import Probes
from medianest.settings import Settings

Restart = Callable[[], None]
"""Takes everything down and begins anew in the same process; for use on the event loop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The services of one process, each group standing on those before it."""

    ground: Ground
    shelves: Shelves
    links: Links
    titles: Titles
    probes: Probes
    restart: Restart | None = None
    cache: Check | None = None
    """Asks Valkey, where there is one."""


def assemble(
    settings: Settings,
    channels: ChannelsBackend | None = None,
    *,
    restart: Restart | None = None,
    by_tls: bool = False,
    cache: Check | None = None,
) -> Parts:
    """Build every service; nothing is opened or started.

    `by_tls` says that `server.tls_port` is ours. Raises OwnerMustActError if keys are damaged.
    """
    ground = lay_ground(settings, channels, by_tls=by_tls)
    shelves = put_up_shelves(ground)
    links = tie_links(ground, shelves)
    titles = gather_titles(ground, shelves, links)
    checks = {
        "plex": shelves.plex.check,
        "tmdb": titles.catalog.catalog.check,
        "overseerr": titles.overseerr.neighbour.check,
        "trakt": titles.trakt.access.check,
    }
    return Parts(
        ground=ground,
        shelves=shelves,
        links=links,
        titles=titles,
        probes=Probes(ground.services, ground.events, checks),
        restart=restart,
        cache=cache,
    )
