from collections.abc import AsyncIterator

import pytest

from medianest.infra.events import LiveEvents


@pytest.fixture
async def live(database: str) -> AsyncIterator[LiveEvents]:
    """Live events over a database of one's own."""
    async with LiveEvents(backlog=8) as live:
        yield live
