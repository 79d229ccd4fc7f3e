"""Statements of this slice; each says over which connection, for they run beside the pool."""

from typing import TYPE_CHECKING

import asyncpg

if TYPE_CHECKING:
    # Generic for the type checker alone.
    Connection = asyncpg.Connection[asyncpg.Record]
else:
    Connection = asyncpg.Connection

_TABLES = """
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND c.relpersistence = 'p'
      AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
"""


async def release(line: Connection) -> int:
    """Postgres' major release."""
    number: str = await line.fetchval("SHOW server_version_num")
    return int(number) // 10_000


async def is_empty(line: Connection) -> bool:
    """Whether the database has no table yet."""
    return not await line.fetchval(f"SELECT EXISTS (SELECT {_TABLES})")


async def versions(line: Connection) -> list[str]:
    """The releases that have served with the database, as far as it knows."""
    if not await line.fetchval("SELECT to_regclass('public.releases')"):
        return []
    return [row["version"] for row in await line.fetch("SELECT version FROM public.releases")]


async def size(line: Connection) -> int:
    """Bytes that the database takes on disk."""
    found: int = await line.fetchval("SELECT pg_database_size(current_database())")
    return found


async def freeze(line: Connection) -> str:
    """Begin a transaction that sees this very moment; the name by which others see the same."""
    await line.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    found: str = await line.fetchval("SELECT pg_export_snapshot()")
    return found


async def weights(line: Connection) -> dict[str, int]:
    """Bytes of each table, by schema and name."""
    rows = await line.fetch(
        f"SELECT n.nspname || '.' || c.relname AS name, pg_table_size(c.oid) AS bytes {_TABLES}"
    )
    return {row["name"]: row["bytes"] for row in rows}


async def rows_of_each_table(line: Connection) -> dict[str, int]:
    """How many rows each table has, by schema and name."""
    tables = await line.fetch(
        "SELECT n.nspname || '.' || c.relname AS name,"
        f" format('%I.%I', n.nspname, c.relname) AS quoted {_TABLES} ORDER BY 1"
    )
    return {
        table["name"]: await line.fetchval(f"SELECT count(*) FROM {table['quoted']}")  # noqa: S608 - quoted by Postgres
        for table in tables
    }


async def make_database(line: Connection, name: str) -> None:
    """Make an empty database, as the one of the appliance is."""
    await line.execute(f"CREATE DATABASE {_quoted(name)} TEMPLATE template0 ENCODING 'UTF8'")


async def drop_database(line: Connection, name: str) -> None:
    """Delete the database, whoever uses it."""
    await line.execute(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")


async def databases(line: Connection) -> list[str]:
    """The name of every database of the server."""
    return [row["datname"] for row in await line.fetch("SELECT datname FROM pg_database")]


async def swap(line: Connection, *, present: str, aside: str, restored: str) -> None:
    """Call `present` `aside` and `restored` `present`: both or neither.

    Whoever works in `present` is put out, and kept out meanwhile.
    """
    try:
        await _put_out(line, present, restored)
        async with line.transaction():
            if present in await databases(line):
                await line.execute(f"ALTER DATABASE {_quoted(present)} RENAME TO {_quoted(aside)}")
                await let_in(line, aside)
            await line.execute(f"ALTER DATABASE {_quoted(restored)} RENAME TO {_quoted(present)}")
    except BaseException:
        await let_in(line, present)
        raise


async def let_in(line: Connection, name: str) -> None:
    """Take connections to the database again, if there is one of that name."""
    if name in await databases(line):
        await line.execute(f"ALTER DATABASE {_quoted(name)} ALLOW_CONNECTIONS true")


async def _put_out(line: Connection, present: str, restored: str) -> None:
    if present in await databases(line):
        await line.execute(f"ALTER DATABASE {_quoted(present)} ALLOW_CONNECTIONS false")
        # The server's own workers, which not everybody may end, make way for a new name by
        # themselves.
        await line.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = ANY($1) AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'",
            [present, restored],
        )


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
