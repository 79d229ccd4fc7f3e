"""The appliance works as a user who rules its database and nothing else."""

from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg
import pytest

from medianest.infra.postgres import embedded
from medianest.infra.postgres.address import Address

FORBIDDEN = [
    "COPY pg_temp.bait FROM PROGRAM 'true'",
    "SELECT pg_read_file('/etc/hostname')",
    "ALTER SYSTEM SET work_mem = '5MB'",
    "CREATE ROLE intruder",
    "CREATE DATABASE another",
    "CREATE FUNCTION public.f() RETURNS int LANGUAGE internal AS 'pg_backend_pid'",
]
# What an older release made as the one who may do everything.
FORMER = """
    SET search_path = public;
    CREATE TYPE colour AS ENUM ('red');
    CREATE TABLE things (id serial PRIMARY KEY, number int GENERATED ALWAYS AS IDENTITY, c colour);
    CREATE VIEW seen AS SELECT id FROM things;
    CREATE SEQUENCE numbers;
    CREATE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER touched BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION touched();
    CREATE SCHEMA apart;
    CREATE TABLE apart.more (id int);
"""
STRANGERS = """
    SELECT count(*) FROM (
        SELECT relowner AS owner, relnamespace AS home FROM pg_class
        UNION ALL SELECT proowner, pronamespace FROM pg_proc
        UNION ALL SELECT typowner, typnamespace FROM pg_type
    ) found JOIN pg_namespace n ON n.oid = home
    WHERE nspname IN ('public', 'apart') AND owner <> current_user::regrole
"""


async def test_the_appliances_user_may_do_nothing_outside_its_database(tmp_path: Path) -> None:
    async with (
        embedded(tmp_path, durable=False) as server,
        Address(server.dsn).line() as line,
    ):
        await line.execute("CREATE TEMP TABLE bait (line text)")
        for wish in FORBIDDEN:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await line.execute(wish)


async def test_thirty_connections_are_the_appliances(tmp_path: Path) -> None:
    async with (
        embedded(tmp_path, durable=False) as server,
        AsyncExitStack() as lines,
    ):
        for _ in range(30):
            await lines.enter_async_context(Address(server.dsn).line())

        # What rules the server, for a check of a backup, finds room beside them.
        ruling = await lines.enter_async_context(Address(server.ruling_dsn).line())

        assert await ruling.fetchval("SELECT 1") == 1


async def test_what_an_older_release_made_is_handed_over(tmp_path: Path) -> None:
    async with (
        embedded(tmp_path, durable=False) as server,
        Address(server.ruling_dsn).line() as ruling,
    ):
        await ruling.execute(FORMER)

    async with (
        embedded(tmp_path, durable=False) as server,
        Address(server.dsn).line() as line,
    ):
        await line.execute("INSERT INTO public.things (c) VALUES ('red')")
        await line.execute("ALTER TABLE apart.more ADD COLUMN name text")
        strangers = await line.fetchval(STRANGERS)

    assert strangers == 0
