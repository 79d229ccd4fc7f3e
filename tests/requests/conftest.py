"""A household with a catalogue and a Plex that the tests write themselves."""

import os
from collections.abc import AsyncIterator

import asyncpg
import pytest
from tests.requests.home import Home, Person

from medianest.accounts.permissions import Role

_FILLED = (
    *("request_rules", "removal_proposals"),
    *("request_events", "request_followers", "request_parts", "request_quotas", "media_requests"),
    *("notifications", "deliveries", "events", "jobs", "pgqueuer", "pgqueuer_log"),
    *("refresh_tokens", "sessions", "users"),
)
_EMPTIED = ";".join(f"DELETE FROM {table}" for table in _FILLED)  # noqa: S608 - constants


@pytest.fixture(scope="session")
async def shared(postgres: str) -> str:
    """The address of a database for every test of this folder."""
    name = f"requests_{os.getpid()}"
    admin = await asyncpg.connect(postgres.replace("/template", "/postgres"))
    await admin.execute(f"CREATE DATABASE {name} TEMPLATE template STRATEGY file_copy")
    await admin.close()
    return postgres.replace("/template", f"/{name}")


@pytest.fixture
async def dsn(shared: str) -> AsyncIterator[str]:
    """The same, emptied after each test: that is ten times faster than making one for each."""
    yield shared
    cleaner = await asyncpg.connect(shared)
    # No foreign keys are watched, so the order does not matter.
    await cleaner.execute(f"SET session_replication_role = replica; {_EMPTIED}")
    await cleaner.close()


@pytest.fixture
def home(database: str) -> Home:
    assert database
    return Home()


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


@pytest.fixture
async def anna(home: Home) -> AsyncIterator[Person]:
    """The owner."""
    async with home.person(Role.OWNER) as person:
        yield person
