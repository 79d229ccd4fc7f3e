"""A den: the slice over a real database, and a Trakt that answers."""

from pathlib import Path

import pytest
from tests.catalog.trakt.den import Den
from tests.standins.trakt import TraktStandIn


@pytest.fixture
def den(database: str, tmp_path: Path, trakt: TraktStandIn) -> Den:
    trakt.interval = 0
    return Den(tmp_path / "keys", trakt)
