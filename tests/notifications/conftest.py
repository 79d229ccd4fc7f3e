from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import httpx2
import pytest
from tests.notifications.house import House, Inhabitant

from medianest.accounts.permissions import Role


@pytest.fixture
def house(database: str, tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
async def olga(house: House) -> Inhabitant:
    """The owner."""
    return await house.add("olga", Role.OWNER)


@pytest.fixture
async def martin(house: House) -> Inhabitant:
    """A member."""
    return await house.add("martin")


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx2.AsyncClient]:
    """Asks the routes in process."""
    transport = httpx2.ASGITransport(app=cast("Any", house.app()))
    base = "http://test/api/v1/notifications"
    async with httpx2.AsyncClient(transport=transport, base_url=base) as opened:
        yield opened
