"""What the rest of the program uses of the database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import asyncpg

from medianest.infra.database._engine import ENGINE, Connection, PooledConnection, prepare

Row = asyncpg.Record
# asyncpg takes a connection that breaks between two steps of its protocol for a mistake of its own.
LOST = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What a statement raises when the database goes away before or under it."""

_STATEMENT_WITHIN = timedelta(seconds=60)

if TYPE_CHECKING:
    # Generic for the type checker alone.
    AnyConnection = Connection | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
    Pool = asyncpg.Pool[asyncpg.Record]
else:
    AnyConnection = Connection
    Pool = asyncpg.Pool


@asynccontextmanager
async def connected(
    dsn: str, *, most: int = 10, statement_within: timedelta | None = _STATEMENT_WITHIN
) -> AsyncIterator[None]:
    """Keep a pool of up to `most` connections to `dsn` open while inside.

    A statement that takes longer than `statement_within` is given up; None waits for ever.
    """
    ENGINE.config = {"dsn": dsn}
    await ENGINE.start_connection_pool(
        min_size=1,
        max_size=most,
        connection_class=PooledConnection,
        init=prepare,
        max_inactive_connection_lifetime=60,
        command_timeout=statement_within and statement_within.total_seconds(),
    )
    try:
        yield
    finally:
        pool, ENGINE.pool = ENGINE.pool, None
        await _close(pool)


async def _close(pool: Pool | None) -> None:
    if pool is None:
        return
    try:
        # A statement that hangs must not keep the program from stopping.
        await asyncio.wait_for(pool.close(), timeout=3)
    except TimeoutError:
        pool.terminate()


def in_transaction() -> bool:
    """Whether the caller runs inside `transaction()`."""
    return ENGINE.current_transaction.get() is not None


@asynccontextmanager
async def transaction() -> AsyncIterator[AnyConnection]:
    """Everything inside is kept together or not at all; nested, a savepoint."""
    async with ENGINE.transaction() as opened:
        yield opened.connection


@asynccontextmanager
async def within_transaction() -> AsyncIterator[AnyConnection]:
    """The present transaction, else one of its own; spares a savepoint's two round trips.

    For what no caller wants to survive in part: a failure inside has to undo the present
    transaction as a whole.
    """
    current = ENGINE.current_transaction.get()
    if current is not None:
        yield cast("AnyConnection", current.connection)
        return
    async with transaction() as opened:
        yield opened


@asynccontextmanager
async def connection() -> AsyncIterator[Connection]:
    """Hold a connection of one's own, outside the pool, e.g. for LISTEN."""
    opened = await ENGINE.get_new_connection()
    try:
        yield opened
    finally:
        if not opened.is_closed():
            opened.terminate()


def _present() -> AnyConnection | Pool:
    """Where a statement goes; the pool takes a connection for it and puts it back."""
    current = ENGINE.current_transaction.get()
    if current is not None:
        return cast("AnyConnection", current.connection)
    if ENGINE.pool is None:
        message = "the database pool is not open"
        raise RuntimeError(message)
    return ENGINE.pool


async def fetch(sql: str, *args: object) -> list[Row]:
    """Run `sql` on the current transaction, else on the pool; all rows."""
    return await _present().fetch(sql, *args)


async def fetchrow(sql: str, *args: object) -> Row | None:
    """Run `sql`; the first row or None."""
    return await _present().fetchrow(sql, *args)


async def fetchval(sql: str, *args: object) -> Any:
    """Run `sql`; the first column of the first row or None."""
    return await _present().fetchval(sql, *args)


async def execute(sql: str, *args: object) -> str:
    """Run `sql`; Postgres' command tag, such as `UPDATE 1`."""
    return await _present().execute(sql, *args)


async def changed(sql: str, *args: object) -> int:
    """Run `sql`; how many rows it added, changed or deleted."""
    return int((await execute(sql, *args)).rpartition(" ")[2])


async def ping() -> None:
    """Raise unless the database answers."""
    await fetchval("SELECT 1")
