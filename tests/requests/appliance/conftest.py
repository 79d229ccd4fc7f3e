"""One running appliance for all that is proven of requests from outside."""

from collections.abc import Iterator

import pytest
from tests.requests.appliance.cinema import Cinema, opened
from tests.standins.plex_stock import stock_films


@pytest.fixture(scope="package")
def cinema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cinema]:
    with opened(tmp_path_factory.mktemp("cinema")) as cinema:
        # A library that half of may be missing.
        films = [cinema.film() for _ in range(40)]
        stock_films(cinema.plex.shelves, cinema.films, films)
        cinema.synced()
        yield cinema


@pytest.fixture
def alone(cinema: Cinema) -> Iterator[Cinema]:
    """The same household while its Overseerr is switched off."""
    cinema.connect_overseerr(enabled=False)
    yield cinema
    cinema.connect_overseerr()
