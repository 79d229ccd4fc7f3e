"""A stand-in for the appliance, a connection to it, and a desk."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.desktop.live.desk import Desk
from tests.desktop.live.standin import StandIn, Wire, wire_to


@pytest.fixture
async def appliance() -> AsyncIterator[StandIn]:
    standin = StandIn()
    await standin.start()
    yield standin
    await standin.stop()


@pytest.fixture
async def wire(appliance: StandIn) -> AsyncIterator[Wire]:
    async with wire_to(appliance.port) as wire:
        yield wire


@pytest.fixture
def desk(tmp_path: Path, wire: Wire) -> Desk:
    return Desk(tmp_path, wire)
