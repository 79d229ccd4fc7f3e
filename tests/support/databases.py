"""Databases for tests: copied from one that has every table, emptied, and used again."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import TYPE_CHECKING

import asyncpg

from medianest.infra.postgres import Postgres
from medianest.infra.postgres.address import Address

if TYPE_CHECKING:
    # Generic for the type checker alone.
    Connection = asyncpg.Connection[asyncpg.Record]
else:
    Connection = asyncpg.Connection

# A copy costs ten times as much as an emptying, but dead rows and grown tables cost as well.
_WORN = 8_000_000

_END_OTHERS = """
    SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE datname = current_database()
      AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
_WATCHED = ("pg_class", "pg_attribute", "pg_attrdef", "pg_constraint", "pg_proc", "pg_trigger")
# Whatever adds, changes or removes a table, column, index, check, function or trigger shows here.
_SHAPE = " UNION ALL ".join(
    f"SELECT count(*) || '/' || max(xmin::text::bigint) FROM {table}"  # noqa: S608 - constants
    for table in (*_WATCHED, "migration")
)
_FILLED = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
      AND pg_relation_size(oid) > 0 AND relname <> 'migration'
"""
_SIZE = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND oid >= 16384"
_COUNT_ANEW = """
    SELECT setval(seqrelid, seqstart, false) FROM pg_sequence
    WHERE seqrelid <> 'migration_id_seq'::regclass
"""


class Databases:
    """Lends databases of one server; what is given back is as good as new for the next."""

    def __init__(self, server: Postgres) -> None:
        """Copy from the `template` database of `server`."""
        self._server = server
        self._numbers = count(1)
        self._idle: list[str] = []
        self._shape: list[str] = []

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[str]:
        """The address of a database with every table and no row, used by nobody else."""
        name = self._idle.pop() if self._idle else await self._copied("template")
        yield self._address(name)
        if await self._emptied(name):
            self._idle.append(name)
        else:
            await self._remove(name)

    @asynccontextmanager
    async def virgin(self) -> AsyncIterator[str]:
        """The address of a database without any table, gone afterwards."""
        name = await self._copied("template0")
        try:
            yield self._address(name)
        finally:
            await self._remove(name)

    def _address(self, name: str) -> str:
        return Address(self._server.dsn).of(name).dsn

    def _ruling(self, name: str) -> str:
        return Address(self._server.ruling_dsn).of(name).dsn

    async def _copied(self, origin: str) -> str:
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        async with _line(self._ruling("postgres")) as admin:
            await admin.execute(f"CREATE DATABASE {name} TEMPLATE {origin} OWNER household")
        if origin == "template" and not self._shape:
            async with _line(self._ruling(name)) as line:
                self._shape = await _shape(line)
        return name

    async def _remove(self, name: str) -> None:
        async with _line(self._ruling("postgres")) as admin:
            await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")

    async def _emptied(self, name: str) -> bool:
        """Whether it could be made as it was."""
        async with _line(self._ruling(name)) as line:
            await line.execute(_END_OTHERS)
            if await _shape(line) != self._shape or await line.fetchval(_SIZE) > _WORN:
                return False
            filled = [row["relname"] for row in await line.fetch(_FILLED)]
            # No foreign keys are watched and no triggers run, so the order does not matter.
            deletes = ";".join(f'DELETE FROM "{table}"' for table in filled)  # noqa: S608 - ours
            await line.execute(f"SET session_replication_role = replica; {deletes}")
            await line.execute(_COUNT_ANEW)
        return True


@asynccontextmanager
async def _line(address: str) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(address)
    try:
        yield connection
    finally:
        await connection.close()


async def _shape(line: Connection) -> list[str]:
    return [row[0] for row in await line.fetch(_SHAPE)]
