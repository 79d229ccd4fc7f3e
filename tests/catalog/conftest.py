"""The catalogue on real parts, asking the stand-in for TMDB."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from tests.catalog.home import Home, viewing
from tests.standins.tmdb import TmdbStandIn
from tests.standins.world import World

from medianest.accounts.permissions import Role
from medianest.infra.tasks import Tasks


@pytest.fixture
def world() -> World:
    """A small one: to invent two thousand films takes longer than most of these tests."""
    return World(films=400, shows=60)


@pytest.fixture
async def home(database: str, tmp_path: Path, tmdb: TmdbStandIn) -> AsyncIterator[Home]:
    assert database
    async with Tasks() as tasks:
        made = Home(tmp_path, tmdb, tasks)
        yield made
        await made.parts.tmdb.close()
        await made.pictures.client.close()


@pytest.fixture
async def impatient(database: str, tmp_path: Path, tmdb: TmdbStandIn) -> AsyncIterator[Home]:
    """A household that waits for no answer longer than a blink."""
    assert database
    async with Tasks() as tasks:
        made = Home(tmp_path, tmdb, tasks, timeout=timedelta(milliseconds=200))
        yield made
        await made.parts.tmdb.close()
        await made.pictures.client.close()


@pytest.fixture
async def maria(home: Home) -> AsyncIterator[httpx2.AsyncClient]:
    """A member who may see everything."""
    async with home.doors.enter(Role.MEMBER) as client:
        yield client


@pytest.fixture
async def olga(home: Home) -> AsyncIterator[httpx2.AsyncClient]:
    """The owner."""
    async with home.doors.enter(Role.OWNER) as client:
        yield client


@pytest.fixture
async def child(home: Home) -> AsyncIterator[httpx2.AsyncClient]:
    """A member of at most twelve years."""
    async with viewing(home, age_limit=12) as client:
        yield client
