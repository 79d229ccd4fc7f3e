"""What every test may ask for: a database of its own, the stand-ins, the whole appliance."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.standins.mail import MailServer
from tests.standins.media_site import MediaSite, Videos
from tests.standins.overseerr import OverseerrStandIn
from tests.standins.plex import PlexStandIn
from tests.standins.plex_tv import PlexTvStandIn
from tests.standins.tmdb import TmdbStandIn
from tests.standins.trakt import TraktStandIn
from tests.standins.world import World
from tests.support import prepared
from tests.support.appliance import Appliance
from tests.support.databases import Databases
from tests.support.groups import ByGroup

from medianest.infra.database import connected
from medianest.infra.postgres import Postgres, embedded
from medianest.infra.schema.run import migrate


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByGroup | None:
    return ByGroup(config, log) if config.getvalue("dist") == "loadgroup" else None


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        # Workers share it, and it is gone even when one of them was killed.
        config.add_cleanup(prepared.keep())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # What lies beside this file drives whole appliances: begun last, one worker would wait for it.
    items.sort(key=lambda item: item.path.parent != Path(__file__).parent)


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    return ("asyncio", {"use_uvloop": True})


@pytest.fixture(scope="session")
async def postgres(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Postgres]:
    """A running server whose `template` database has every table."""
    folder: Path = tmp_path_factory.mktemp("postgres")
    async with embedded(folder, database="template", durable=False) as server:
        async with connected(server.dsn):
            await migrate()
        yield server


@pytest.fixture(scope="session")
def databases(postgres: Postgres) -> Databases:
    return Databases(postgres)


@pytest.fixture
async def dsn(databases: Databases) -> AsyncIterator[str]:
    """The address of a database that this test alone uses; it may change tables, too."""
    async with databases.lent() as address:
        yield address


@pytest.fixture
async def virgin(databases: Databases) -> AsyncIterator[str]:
    """The address of a database without any table."""
    async with databases.virgin() as address:
        yield address


@pytest.fixture
async def database(dsn: str) -> AsyncIterator[str]:
    """The same, with the program's pool open on it."""
    async with connected(dsn):
        yield dsn


@pytest.fixture(scope="session")
def videos(tmp_path_factory: pytest.TempPathFactory) -> Videos:
    return Videos(tmp_path_factory.mktemp("videos"))


@pytest.fixture
def site() -> Iterator[MediaSite]:
    with MediaSite() as running:
        yield running


@pytest.fixture
def plex() -> Iterator[PlexStandIn]:
    with PlexStandIn() as running:
        yield running


@pytest.fixture
def world() -> World:
    """An invented world that this test may change."""
    return World()


@pytest.fixture
def tmdb(world: World) -> Iterator[TmdbStandIn]:
    with TmdbStandIn(world) as running:
        yield running


@pytest.fixture
def overseerr() -> Iterator[OverseerrStandIn]:
    with OverseerrStandIn() as running:
        yield running


@pytest.fixture
def trakt(world: World) -> Iterator[TraktStandIn]:
    with TraktStandIn(world) as running:
        yield running


@pytest.fixture
def plex_tv(world: World) -> Iterator[PlexTvStandIn]:
    with PlexTvStandIn(world) as running:
        yield running


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def appliance(tmp_path: Path) -> Iterator[Appliance]:
    """A fresh appliance of its own, running; ended however the test left it."""
    running = Appliance(tmp_path).start()
    yield running
    running.stop()
