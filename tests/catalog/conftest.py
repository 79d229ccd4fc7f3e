"""The catalogue on real parts, asking the stand-in for TMDB."""

import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import asyncpg
import httpx2
import pytest
from tests.catalog.home import Home, viewing
from tests.standins.tmdb import TmdbStandIn
from tests.standins.world import World

from medianest.accounts.permissions import Role
from medianest.infra.tasks import Tasks


@pytest.fixture(scope="session")
async def shared(postgres: str) -> str:
    """The address of a database for every test of this folder."""
    name = f"catalog_{os.getpid()}"
    admin = await asyncpg.connect(postgres.replace("/template", "/postgres"))
    await admin.execute(f"CREATE DATABASE {name} TEMPLATE template STRATEGY file_copy")
    await admin.close()
    return postgres.replace("/template", f"/{name}")


@pytest.fixture
async def dsn(shared: str) -> AsyncIterator[str]:
    """The same, emptied after each test: that is ten times faster than making one for each."""
    yield shared
    cleaner = await asyncpg.connect(shared)
    tables = await cleaner.fetch(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration'"
    )
    emptied = ";".join(f'DELETE FROM "{row["tablename"]}"' for row in tables)  # noqa: S608 - ours
    # No foreign keys are watched, so the order does not matter.
    await cleaner.execute(f"SET session_replication_role = replica; {emptied}")
    await cleaner.close()


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
