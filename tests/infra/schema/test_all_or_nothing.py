"""Whatever happens to a migration: the data are as they were, or all of it has been done."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from datetime import timedelta

import pytest

from medianest.infra.database import connection, execute, fetchval
from medianest.infra.schema import MigrationError, bring_up_to_date
from medianest.infra.schema.run import migrate

CONF = "tests.infra.schema.faulty.conf"
HALF = "SELECT count(*) FROM pg_attribute WHERE attname = 'half' AND NOT attisdropped"


@pytest.fixture
async def former(database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database of a release that knew no choices yet, with a row in it."""
    await execute("DROP TABLE choices")
    await execute("DELETE FROM migration WHERE app_name = 'household'")
    await execute(
        "INSERT INTO releases (tag, version, first_seen) VALUES ('0.0.1', '0.0.1', now())"
    )
    monkeypatch.setenv("PICCOLO_CONF", CONF)
    return database


async def is_as_it_was() -> bool:
    rows, half = await fetchval("SELECT count(*) FROM releases"), await fetchval(HALF)
    choices = await fetchval("SELECT to_regclass('choices')")
    return (rows, half, choices) == (1, 0, None)


async def test_one_that_fails_undoes_those_before_it(
    former: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAULTY_FAILS", "1")

    with pytest.raises(MigrationError, match="no_such_column"):
        await bring_up_to_date(former)

    assert await is_as_it_was()


async def test_a_kill_in_the_middle_undoes_all_and_the_next_start_does_it(
    former: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAULTY_WAITS", "600")
    killed = await migrating(former)
    await sleeping()

    killed.kill()
    await killed.wait()
    was_undone = await is_as_it_was()
    monkeypatch.setenv("FAULTY_WAITS", "0")
    await bring_up_to_date(former)

    assert was_undone
    assert await fetchval(HALF) == 1
    assert await fetchval("SELECT to_regclass('choices')") is not None


async def test_a_stop_in_the_middle_does_not_wait(
    former: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAULTY_WAITS", "600")
    running = asyncio.get_running_loop().create_task(bring_up_to_date(former))
    await sleeping()

    running.cancel()
    await asyncio.wait([running], timeout=60)

    assert running.cancelled()
    assert await is_as_it_was()


async def test_of_two_at_once_one_migrates_and_the_other_waits(
    former: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAULTY_WAITS", "0.5")

    both = [await migrating(former) for _ in range(2)]

    assert [await one.wait() for one in both] == [0, 0]
    assert await fetchval("SELECT count(*) FROM migration WHERE app_name = 'faulty'") == 1


async def test_a_table_that_somebody_holds_is_not_waited_for_for_ever(
    former: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("medianest.infra.schema.run._FOR_A_TABLE", timedelta(seconds=0.2))

    async with connection() as other, asyncio.timeout(60):
        await other.execute("BEGIN; SELECT count(*) FROM releases")
        with pytest.raises(MigrationError, match="stop it and start again"):
            await migrate()

    assert await is_as_it_was()


async def migrating(dsn: str) -> Process:
    """The short-lived process that runs migrations, as the appliance starts it."""
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "medianest.infra.schema"],
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        env=dict(os.environ),
    )
    assert process.stdin is not None
    process.stdin.write(dsn.encode())
    process.stdin.close()
    return process


async def sleeping() -> None:
    """Wait until the migration is in the middle."""
    asks = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
    async with asyncio.timeout(60):
        while not await fetchval(asks):  # noqa: ASYNC110 - the server has nothing to wait for
            await asyncio.sleep(0.05)
