"""Every statement about a cluster as a whole, or about a database without regard to what it is."""

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
_SEQUENCES = """
    SELECT format('%I.%I', schemaname, sequencename) AS name, coalesce(last_value, 0) AS value
    FROM pg_sequences
"""
# What hangs on something else (a column's sequence, a member of an extension) follows that.
_OURS_TO_GIVE = """
    WITH given (statement, class, id, owner, schema) AS (
        SELECT format('ALTER SCHEMA %I', nspname), tableoid, oid, nspowner, oid FROM pg_namespace
        UNION ALL
        SELECT format('ALTER TABLE %s', oid::regclass), tableoid, oid, relowner, relnamespace
        FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
        UNION ALL
        SELECT format('ALTER ROUTINE %s', oid::regprocedure), tableoid, oid, proowner, pronamespace
        FROM pg_proc
        UNION ALL
        SELECT format('ALTER TYPE %s', oid::regtype), tableoid, oid, typowner, typnamespace
        FROM pg_type t WHERE typtype IN ('e', 'd', 'r') OR EXISTS (
            SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c')
    )
    SELECT statement FROM given JOIN pg_namespace n ON n.oid = schema
    WHERE owner = current_user::regrole
      AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM pg_depend d
                      WHERE d.classid = class AND d.objid = id AND d.deptype IN ('a', 'i', 'e'))
"""


async def ensure_database(on: Connection, name: str) -> None:
    """Make the database `name` unless it exists."""
    if not await on.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
        await on.execute(f"CREATE DATABASE {quoted(name)}")


async def ensure_user(on: Connection, name: str, password: str) -> None:
    """Let a user of that name sign in with `password` and be nobody special, made if need be."""
    known = await on.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", name)
    verb = "ALTER" if known else "CREATE"
    await on.execute(
        f"{verb} ROLE {quoted(name)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION"
        f" NOBYPASSRLS PASSWORD '{password}'"
    )


async def hand_over(on: Connection, name: str, *, to: str) -> None:
    """Make the database `name`, which `on` is in, and all that we own in it, the user's `to`."""
    async with on.transaction():
        # So that every name is told with its schema.
        await on.execute("SET LOCAL search_path = ''")
        for row in await on.fetch(_OURS_TO_GIVE):
            await on.execute(f"{row['statement']} OWNER TO {quoted(to)}")
        await on.execute(f"ALTER DATABASE {quoted(name)} OWNER TO {quoted(to)}")


async def rows_of_each_table(on: Connection) -> dict[str, int]:
    """How many rows each table has, by schema and name."""
    tables = await on.fetch(
        "SELECT n.nspname || '.' || c.relname AS name,"
        f" format('%I.%I', n.nspname, c.relname) AS quoted {_TABLES} ORDER BY 1"
    )
    return {
        table["name"]: await on.fetchval(f"SELECT count(*) FROM {table['quoted']}")  # noqa: S608 - quoted by Postgres
        for table in tables
    }


async def bytes_of_each_table(on: Connection) -> dict[str, int]:
    """What each table takes on disk, by schema and name."""
    rows = await on.fetch(
        f"SELECT n.nspname || '.' || c.relname AS name, pg_table_size(c.oid) AS bytes {_TABLES}"
    )
    return {row["name"]: row["bytes"] for row in rows}


async def is_empty(on: Connection) -> bool:
    """Whether the database has no table yet."""
    return not await on.fetchval(f"SELECT EXISTS (SELECT {_TABLES})")


async def contents(on: Connection) -> dict[str, int]:
    """The rows of each table, and where each sequence stands."""
    sequences = {f"sequence {one['name']}": one["value"] for one in await on.fetch(_SEQUENCES)}
    return {**sequences, **await rows_of_each_table(on)}


def quoted(name: str) -> str:
    """A name as it may stand in a statement."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
