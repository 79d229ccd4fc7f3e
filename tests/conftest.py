"""What every test may ask for: a database of its own, cloned from a migrated one."""

import itertools
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from medianest.infra.database import connected, migrate
from medianest.infra.postgres import embedded

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    return ("asyncio", {"use_uvloop": True})


@pytest.fixture(scope="session")
async def postgres(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The address of a running server whose `template` database has every table."""
    folder: Path = tmp_path_factory.mktemp("postgres")
    async with embedded(folder, database="template", durable=False) as server:
        async with connected(server.dsn):
            await migrate()
        yield server.dsn


@pytest.fixture
async def dsn(postgres: str) -> AsyncIterator[str]:
    """The address of a database that this test alone uses."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    admin = await asyncpg.connect(postgres.replace("/template", "/postgres"))
    try:
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE template STRATEGY file_copy")
        yield postgres.replace("/template", f"/{name}")
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await admin.close()


@pytest.fixture
async def database(dsn: str) -> AsyncIterator[str]:
    """The same, with the program's pool open on it."""
    async with connected(dsn):
        yield dsn
