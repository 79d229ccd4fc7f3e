"""A Plex stand-in that looks at the media folder, and the slice connected to it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.plex.moment import Corner
from tests.plex.shelf import House, furnish
from tests.standins.plex import PlexStandIn
from tests.standins.plex_stock import stock_films, stock_show
from tests.standins.plex_things import Film
from tests.standins.world import World

from medianest.infra.outside import BreakerSettings, Outside
from medianest.infra.vault import Vault
from medianest.monitoring.service import Services
from medianest.plex.build import Pace, build
from medianest.plex.schemas import ConnectPlex
from medianest.plex.service import Plex

QUICK = Pace(
    debounce=timedelta(milliseconds=20),
    confirm_within=timedelta(milliseconds=400),
    longest_scan=timedelta(seconds=60),
    first_pause=timedelta(milliseconds=10),
)


@dataclass
class Home:
    """The media folder, and how to publish into its TV library."""

    media: Path

    @property
    def tv(self) -> Path:
        return self.media / "tv"

    def publish(self, number: int, *, show: str = "Kanal [UC1]", video: str = "") -> Path:
        folder = self.tv / show / "Season 2026"
        folder.mkdir(parents=True, exist_ok=True)
        video = video or f"id{number:09d}"
        file = folder / f"Kanal - s2026e0821{number:02d} - Film {number} [{video}].mp4"
        file.write_bytes(b"film")
        return file


@pytest.fixture
def world() -> World:
    """A small one: to invent two thousand films takes longer than most of these tests."""
    return World(films=400, shows=60)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    (tmp_path / "media" / "tv").mkdir(parents=True)
    return Home(tmp_path / "media")


@pytest.fixture
def server(home: Home) -> Iterator[PlexStandIn]:
    with PlexStandIn() as plex:
        plex.add_library("TV", "show", {"/plex/tv": home.tv})
        yield plex


def make(
    home: Home,
    services: Services,
    pace: Pace = QUICK,
    timeout: timedelta = timedelta(seconds=10),
) -> Plex:
    async def media_dir() -> Path:
        return home.media

    outside = Outside("plex", timeout=timeout, breaker=BreakerSettings(failures=50))
    return build(
        services=services, outside=outside, media_dir=media_dir, client_id="test", pace=pace
    )


@pytest.fixture
async def services(database: str, tmp_path: Path) -> Services:
    assert database
    return Services(Vault(tmp_path / "keys"))


@pytest.fixture
async def plex(home: Home, services: Services) -> Plex:
    return make(home, services)


@pytest.fixture
async def connected(plex: Plex, server: PlexStandIn) -> Plex:
    await plex.connect(ConnectPlex(url=server.url, token=server.token))
    server.asked.clear()
    return plex


@pytest.fixture
async def patient(connected: Plex, home: Home) -> Plex:
    """The same, waiting long enough for others even on a machine that is busy."""
    return make(home, connected.services, replace(QUICK, debounce=timedelta(seconds=2)))


@pytest.fixture
async def corner(connected: Plex, tmp_path: Path) -> AsyncIterator[Corner]:
    """What hears from the connected server."""
    made = Corner(connected, tmp_path)
    yield made
    await made.close()


@pytest.fixture
async def house(connected: Plex, server: PlexStandIn, world: World) -> House:
    """Connected, with a handful of films and two shows on the server, none of it read yet."""
    house = furnish(server, connected.servers)
    stock_films(server.shelves, house.films, world.every_film[:12])
    stock_show(server.shelves, house.shows, world.running_show, seasons=[1], film=Film())
    return house
