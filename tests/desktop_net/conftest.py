"""A home for each test, and folders for what lives in it."""

from collections.abc import Iterator

import pytest
from tests.desktop_net.home import Home, home


@pytest.fixture
def lan() -> Iterator[Home]:
    with home() as made:
        yield made
