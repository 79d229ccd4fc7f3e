"""A household whose approved requests go to an Overseerr."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.requests.overseerr.house import House
from tests.standins.overseerr import OverseerrStandIn

from medianest.infra.database import execute

_OWN = ("overseerr_links", "overseerr_polls", "services", "audit_log")


@pytest.fixture
async def home(database: str, overseerr: OverseerrStandIn, tmp_path: Path) -> AsyncIterator[House]:
    assert database
    house = House(overseerr, tmp_path / "keys")
    await house.connect()
    yield house
    for table in _OWN:
        await execute(f"DELETE FROM {table}")  # noqa: S608 - constants
