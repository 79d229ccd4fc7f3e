import pytest
from tests.infra.jobs.shop import Diary

from medianest.infra.jobs import Jobs


@pytest.fixture
def jobs(database: str) -> Jobs:
    """Jobs over a database of one's own."""
    return Jobs()


@pytest.fixture
def diary() -> Diary:
    return Diary()
