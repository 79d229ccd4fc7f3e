"""A household to save and to lose."""

import os
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest
from tests.backups.household import Household, database_of_its_own, settings_of, settle

from medianest.infra.postgres import Postgres

_numbers = count(1)


@pytest.fixture
async def household(postgres: Postgres, tmp_path: Path) -> AsyncIterator[Household]:
    name = f"household_{os.getpid()}_{next(_numbers)}"
    async with database_of_its_own(postgres, name) as dsn:
        yield await settle(settings_of(tmp_path / "data", dsn))
