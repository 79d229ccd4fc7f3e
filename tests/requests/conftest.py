"""A household with a catalogue and a Plex that the tests write themselves."""

from collections.abc import AsyncIterator

import pytest
from tests.requests.home import Home, Person

from medianest.accounts.permissions import Role


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
