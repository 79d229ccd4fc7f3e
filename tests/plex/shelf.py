"""A library that reads a stand-in with two shelves: films, and shows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.standins.plex import PlexStandIn
from tests.standins.plex_things import Section
from tests.support.doors import Doors

from medianest.infra.database import fetchval
from medianest.infra.events import LiveEvents
from medianest.infra.jobs import Jobs, Run
from medianest.kit.ids import new_id
from medianest.kit.media import TitleKey
from medianest.monitoring.feature import MonitoringFeature
from medianest.monitoring.probes import Probes
from medianest.notifications.service import Notifications
from medianest.plex.feature import PlexFeature
from medianest.plex.library.build import build_library
from medianest.plex.library.feature import LibraryFeature
from medianest.plex.library.schemas import Report
from medianest.plex.library.service import Library
from medianest.plex.library.work import SYNC, Sync
from medianest.plex.servers import Servers
from medianest.plex.service import Plex

BASE = "/api/v1"


@dataclass
class House:
    """The library, the server that it reads, and the titles that listeners were told of."""

    library: Library
    server: PlexStandIn
    films: Section
    shows: Section
    told: list[TitleKey] = field(default_factory=list)

    async def hear(self, keys: Collection[TitleKey]) -> None:
        self.told += keys

    async def sync(
        self, service: str = "plex", *, full: bool = False, keys: Sequence[int] = ()
    ) -> Report:
        return await sync(self.library, service, full=full, keys=keys)

    async def there(self, kind: str) -> int:
        found: int = await fetchval(
            "SELECT count(*) FROM plex_items WHERE type = $1 AND deleted_at IS NULL", kind
        )
        return found

    async def events(self, kind: str) -> list[Any]:
        found: list[Any] = await fetchval(
            "SELECT coalesce(jsonb_agg(data ORDER BY seq), '[]') FROM events WHERE type = $1", kind
        )
        return found


async def sync(
    library: Library, service: str = "plex", *, full: bool = False, keys: Sequence[int] = ()
) -> Report:
    """Read a server now, as its job would."""
    order = Sync(service=service, full=full, keys=list(keys), trigger="person")
    return await library.carry_out(order, Run(id=new_id(), kind=SYNC))


def library_over(servers: Servers, *, most_deleted: float = 0.2) -> Library:
    live, jobs = LiveEvents(), Jobs()
    return build_library(
        servers=servers,
        jobs=jobs,
        live=live,
        notifications=Notifications(live, jobs),
        most_deleted=most_deleted,
    )


def furnish(server: PlexStandIn, servers: Servers) -> House:
    """A house whose shelves are empty."""
    films = server.add_library("Films", "movie", {"/plex/films": Path("/nowhere/films")})
    shows = server.add_library("Shows", "show", {"/plex/shows": Path("/nowhere/shows")})
    house = House(library_over(servers), server, films, shows)
    house.library.on_changed.append(house.hear)
    return house


def doors_of(plex: Plex, library: Library) -> Doors:
    """The slice behind its doors."""
    probes = Probes(plex.services, LiveEvents(), {"plex": plex.check})
    return Doors(
        [
            MonitoringFeature(plex.services, probes, Jobs(), BASE),
            PlexFeature(plex, BASE),
            LibraryFeature(library, BASE),
        ]
    )
