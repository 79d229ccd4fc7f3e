from collections.abc import AsyncIterator

import pytest

from medianest.infra.database import connected, execute, fetchval
from medianest.infra.schema import MigrationError, bring_up_to_date


@pytest.fixture
async def empty(virgin: str) -> AsyncIterator[str]:
    """The address of a database without any table, with the pool open on it."""
    async with connected(virgin):
        yield virgin


async def test_an_empty_database_gets_every_table_in_one_transaction(empty: str) -> None:
    await bring_up_to_date(empty)

    assert await fetchval("SELECT count(*) FROM users") == 0
    assert await fetchval("SELECT count(*) FROM youtube_downloads") == 0
    assert await fetchval("SELECT count(DISTINCT xmin::text) FROM migration") == 1


async def test_a_database_that_is_up_to_date_starts_no_process(database: str) -> None:
    unreachable = "postgresql://nobody@127.0.0.1:1/none"

    await bring_up_to_date(unreachable)

    assert await fetchval("SELECT count(*) FROM migration") > 0


async def test_one_migration_that_is_missing_is_run(database: str) -> None:
    await execute("DROP TABLE choices")
    await execute("DELETE FROM migration WHERE app_name = 'household'")

    await bring_up_to_date(database)

    assert await fetchval("SELECT count(*) FROM choices") == 0


async def test_a_database_of_a_newer_release_is_refused(database: str) -> None:
    await execute("INSERT INTO migration (name, app_name, ran_on) VALUES ('2099', 'x', now())")

    with pytest.raises(MigrationError, match="newer MediaNest"):
        await bring_up_to_date(database)


async def test_a_migration_that_fails_says_why(database: str) -> None:
    await execute("DELETE FROM migration WHERE app_name = 'household'")

    with pytest.raises(MigrationError, match="choices"):
        await bring_up_to_date(database)
