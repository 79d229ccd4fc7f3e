"""A media site, a way out that may reach it, and a runner."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tests.downloads.home import Home, Person
from tests.standins.media_site import MediaSite, Videos

from medianest.downloads.runner import Runner
from medianest.infra.egress import EgressGuard, EgressProxy


@pytest.fixture(scope="session")
def videos(tmp_path_factory: pytest.TempPathFactory) -> Videos:
    return Videos(tmp_path_factory.mktemp("videos"))


@pytest.fixture
def site() -> Iterator[MediaSite]:
    with MediaSite() as running:
        yield running


@pytest.fixture
async def proxy(site: MediaSite) -> AsyncIterator[EgressProxy]:
    """Lets through the media site alone."""
    async with EgressProxy(EgressGuard([site.authority])) as running:
        yield running


@pytest.fixture
def runner(proxy: EgressProxy) -> Runner:
    return Runner(proxy)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "work"
    made.mkdir()
    return made


@pytest.fixture
def home(database: str, tmp_path: Path, site: MediaSite, proxy: EgressProxy) -> Home:
    assert database
    return Home(tmp_path, site, proxy)


@pytest.fixture
async def maria(home: Home) -> AsyncIterator[Person]:
    """A member."""
    async with home.person() as person:
        yield person


@pytest.fixture
async def paul(home: Home) -> AsyncIterator[Person]:
    """Another member."""
    async with home.person() as person:
        yield person
