"""Every statement about a cluster as a whole."""

from typing import Any

import asyncpg

_TABLES = """
    SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
"""
_SEQUENCES = """
    SELECT format('%I.%I', schemaname, sequencename) AS name, coalesce(last_value, 0) AS value
    FROM pg_sequences
"""


async def contents(dsn: str) -> dict[str, int]:
    """The rows of each table of `dsn`, and where each sequence stands."""
    connection: asyncpg.Connection[Any] = await asyncpg.connect(dsn)
    try:
        found = {
            f"sequence {one['name']}": one["value"] for one in await connection.fetch(_SEQUENCES)
        }
        for table in await connection.fetch(_TABLES):
            name = table["name"]
            found[name] = await connection.fetchval(f"SELECT count(*) FROM {name}")  # noqa: S608 - quoted by the server
    finally:
        connection.terminate()
    return found


async def analyze(dsn: str) -> None:
    """Let the planner know what is in the tables of `dsn`."""
    connection: asyncpg.Connection[Any] = await asyncpg.connect(dsn)
    try:
        await connection.execute("ANALYZE")
    finally:
        connection.terminate()
