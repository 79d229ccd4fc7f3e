"""Piccolo's traps, each closed once, each shown here."""

import asyncio
from typing import Any

import asyncpg
import pytest
from tests.support.waiting import soon

from medianest.infra.database import (
    ENGINE,
    LOST,
    connected,
    connection,
    execute,
    fetch,
    fetchval,
    in_transaction,
    ping,
    transaction,
    within_transaction,
)
from medianest.infra.schema.run import migrate
from medianest.infra.tasks import Tasks


@pytest.fixture
async def table(database: str) -> str:
    await execute(
        "CREATE TABLE things (name text UNIQUE DEFERRABLE INITIALLY DEFERRED, extra jsonb)"
    )
    return "things"


async def names() -> list[str]:
    return [row["name"] for row in await fetch("SELECT name FROM things ORDER BY name")]


async def insert_and_fail() -> None:
    async with transaction():
        await execute("INSERT INTO things VALUES ('inner')")
        raise ZeroDivisionError


async def test_an_inner_transaction_that_fails_leaves_the_outer_one_whole(table: str) -> None:
    async with transaction():
        await execute("INSERT INTO things VALUES ('outer')")
        with pytest.raises(ZeroDivisionError):
            await insert_and_fail()

    assert await names() == ["outer"]


async def test_a_failed_statement_in_a_savepoint_does_not_poison_the_transaction(
    table: str,
) -> None:
    async with transaction():
        with pytest.raises(asyncpg.DivisionByZeroError):
            async with transaction():
                await fetchval("SELECT 1 / 0")
        await execute("INSERT INTO things VALUES ('after')")

    assert await names() == ["after"]


async def test_an_outer_transaction_that_fails_takes_the_inner_one_with_it(table: str) -> None:
    async def fail_late() -> None:
        async with transaction():
            async with transaction():
                await execute("INSERT INTO things VALUES ('inner')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_late()

    assert await names() == []


async def test_what_takes_part_in_a_transaction_is_undone_as_a_whole(table: str) -> None:
    async def take_part() -> None:
        async with within_transaction():
            await execute("INSERT INTO things VALUES ('part')")

    async def fail_late() -> None:
        async with within_transaction():
            await take_part()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_late()
    undone = await names()
    await take_part()

    assert (undone, await names()) == ([], ["part"])


async def test_a_failing_commit_gives_its_connection_back(dsn: str) -> None:
    async with connected(dsn, most=2):
        await execute("CREATE TABLE things (name text UNIQUE DEFERRABLE INITIALLY DEFERRED)")
        for _ in range(4):
            with pytest.raises(asyncpg.UniqueViolationError):
                async with transaction():
                    await execute("INSERT INTO things VALUES ('twin'), ('twin')")

        async with asyncio.timeout(60):
            await asyncio.gather(*(ping() for _ in range(4)))


async def test_a_cancelled_transaction_gives_its_connection_back(dsn: str) -> None:
    async def hang() -> None:
        async with transaction():
            await fetchval("SELECT pg_sleep(60)")

    async with connected(dsn, most=2), Tasks() as tasks:
        for _ in range(4):
            task = tasks.start(hang(), name="hang")
            await asyncio.sleep(0.05)
            task.cancel()
            await asyncio.wait([task])

        async with asyncio.timeout(60):
            await ping()


async def test_a_transaction_cancelled_as_it_begins_is_undone(
    dsn: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def begin() -> None:
        async with transaction():
            await asyncio.sleep(60)

    async with connected(dsn, most=1), Tasks() as tasks:
        for turns in range(12):
            task = tasks.start(begin(), name="begin")
            for _ in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])

        assert not await fetchval("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
    assert "active transaction" not in caplog.text


async def test_a_task_does_not_inherit_the_transaction_it_was_started_in(table: str) -> None:
    seen: list[bool] = []

    async def look() -> None:
        seen.append(in_transaction())

    async with Tasks() as tasks, transaction():
        await tasks.start(look(), name="look")

    assert seen == [False]


async def test_statements_share_a_pool(table: str) -> None:
    pids = {await fetchval("SELECT pg_backend_pid()") for _ in range(5)}

    assert ENGINE.pool is not None
    assert len(pids) == 1


async def test_jsonb_comes_and_goes_as_objects(table: str) -> None:
    value = {"list": [1, "two", None], "text": "ä"}

    await execute("INSERT INTO things VALUES ('json', $1)", value)

    assert await fetchval("SELECT extra FROM things") == value
    async with connection() as own:
        assert await own.fetchval("SELECT extra FROM things") == value


async def test_three_that_migrate_at_once_all_succeed(virgin: str) -> None:
    async with connected(virgin):
        await asyncio.gather(migrate(), migrate(), migrate())

        assert await fetchval("SELECT count(*) FROM migration") > 0


async def test_the_pool_recovers_when_every_connection_was_cut(table: str) -> None:
    pool, cut = ENGINE.pool, asyncio.Event()
    assert pool is not None
    async with pool.acquire() as only:
        only.add_termination_listener(lambda _: cut.set())
        before = only.get_server_pid()
    admin = await asyncpg.connect(ENGINE.config["dsn"])
    await admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"
    )
    await admin.close()
    # The pool may have another by the time that anybody looks how many it has.
    await cut.wait()

    assert await fetchval("SELECT pg_backend_pid()") != before


async def test_a_transaction_whose_server_died_tells_what_went_wrong(table: str) -> None:
    async def work() -> None:
        async with transaction() as mine:
            with pytest.raises(LOST):
                await mine.execute("SELECT pg_terminate_backend(pg_backend_pid())")
            await soon(lambda: is_gone(mine))
            raise LookupError("the real reason")

    with pytest.raises(LookupError, match="the real reason"):
        await work()

    assert await names() == []


def is_gone(connection: Any) -> bool:
    """Whether the pool took it back, which it does when it hears of the end."""
    try:
        connection.is_closed()
    except asyncpg.InterfaceError:
        return True
    return False
