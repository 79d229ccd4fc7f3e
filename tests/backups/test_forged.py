"""A dump that somebody else has written may do nothing but fill a database of its own."""

import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.backups.forging import forged
from tests.backups.household import (
    Household,
    Silent,
    database_of_its_own,
    settings_of,
    settle,
    unheard,
)

from medianest.backups.restoring import Journal, Pending, carry_out
from medianest.infra.postgres import Postgres
from medianest.infra.postgres.address import Address
from medianest.kit.clock import now
from medianest.settings import Settings

REFUSED = "asks Postgres for what no backup needs"
FORBIDDEN = {
    "run a program": "COPY public.bait FROM PROGRAM 'true'",
    "read a file": "SELECT pg_read_file('/etc/hostname')",
    "write a file": "COPY public.bait TO '/tmp/medianest-forged'",
    "change the server": "ALTER SYSTEM SET work_mem = '5MB'",
    "make a user": "CREATE ROLE intruder SUPERUSER LOGIN",
    "bring code of its own": "CREATE FUNCTION public.f() RETURNS int LANGUAGE c AS 'x', 'y'",
    "delete the present data": "DROP DATABASE {present} WITH (FORCE)",
}
_TRAP = (
    "CREATE TABLE public.caught (who text)",
    "CREATE SCHEMA trap",
    (
        "CREATE FUNCTION trap.spring() RETURNS boolean LANGUAGE sql AS"
        " 'INSERT INTO public.caught VALUES (session_user) RETURNING true'"
    ),
    "CREATE VIEW trap.pg_roles AS SELECT * FROM pg_catalog.pg_roles WHERE trap.spring()",
    'ALTER DATABASE "{present}" SET search_path = trap, public, pg_catalog',
)
_PLAIN = f"plain_owner_{os.getpid()}"


async def left_over(household: Household) -> object:
    return await household.ask(
        "SELECT (SELECT count(*) FROM pg_database WHERE datname ~ '_(check|restored)_')"
        " + (SELECT count(*) FROM pg_roles WHERE rolname ~ '^for_|^intruder$')"
    )


@pytest.mark.parametrize("wish", FORBIDDEN)
async def test_a_dump_that_commands_the_server_is_refused_and_changes_nothing(
    household: Household, wish: str
) -> None:
    present = Address(household.dsn).database
    path = await forged(household, FORBIDDEN[wish].format(present=present))

    outcome = await household.restore(path)

    assert outcome.outcome == "refused"
    assert REFUSED in outcome.detail
    assert (await household.people(), await left_over(household)) == (1, 0)


async def test_a_check_of_such_a_dump_calls_it_bad(household: Household) -> None:
    path = await forged(household, FORBIDDEN["run a program"])

    found = await household.maker.verify(path.name, unheard)

    assert found.state == "bad"
    assert REFUSED in found.detail
    assert (await household.people(), await left_over(household)) == (1, 0)


async def test_a_dump_that_comes_to_no_end_is_stopped_and_called_bad(household: Household) -> None:
    path = await forged(household, "SELECT pg_sleep(1e9)")
    bench = replace(household.maker.bench, patience=timedelta(seconds=1))

    found = await replace(household.maker, bench=bench).verify(path.name, unheard)

    assert found.state == "bad"
    assert "Postgres was not done with the backup" in found.detail
    assert (await household.people(), await left_over(household)) == (1, 0)


async def test_the_embedded_database_refuses_it_as_well(
    household: Household, tmp_path: Path
) -> None:
    path = await forged(household, FORBIDDEN["run a program"])
    settings = Settings(data_dir=tmp_path / "fresh")
    order = Journal(settings.data_dir).ask(path, now())

    outcome = await carry_out(Pending(settings.data_dir, order), settings, Silent())

    assert outcome.outcome == "refused"
    assert REFUSED in outcome.detail
    assert not (settings.data_dir / "postgres").exists()


async def test_a_restored_database_cannot_have_its_names_taken_for_the_systems(
    household: Household,
) -> None:
    path = await household.backup()
    for statement in _TRAP:
        await household.do(statement.format(present=Address(household.dsn).database))

    found = await household.maker.verify(path.name, unheard)

    assert (found.state, await household.ask("SELECT count(*) FROM public.caught")) == ("good", 0)


async def test_what_was_restored_belongs_to_the_databases_user_alone(household: Household) -> None:
    path = await household.backup()

    outcome = await household.restore(path)

    assert outcome.outcome == "restored"
    owners = (
        "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relowner <> (SELECT oid FROM pg_roles WHERE rolname = current_user)"
    )
    assert (await household.ask(owners), await left_over(household)) == (0, 0)


@pytest.fixture(params=["CREATEDB", "CREATEDB CREATEROLE"])
async def modest(
    request: pytest.FixtureRequest, postgres: Postgres, tmp_path: Path
) -> AsyncIterator[Household]:
    """A household whose database's user is nobody special."""
    ruler = Address(postgres.ruling_dsn)
    async with database_of_its_own(postgres, f"modest_{os.getpid()}") as dsn:
        name = Address(dsn).database
        async with ruler.of(name).line() as line:
            await line.execute(f"CREATE ROLE {_PLAIN} LOGIN {request.param} PASSWORD 'plain'")
            await line.execute(f"REASSIGN OWNED BY household TO {_PLAIN}")
            await line.execute(f"ALTER DATABASE {name} OWNER TO {_PLAIN}")
        yield await settle(
            settings_of(tmp_path / "data", Address(dsn).as_user(_PLAIN, "plain").dsn)
        )
    async with ruler.line() as line:
        # Reassigning took the server's other databases with it.
        await line.execute(f"REASSIGN OWNED BY {_PLAIN} TO household")
        await line.execute(f"DROP ROLE {_PLAIN}")


async def test_a_user_who_is_nobody_special_proves_and_restores_too(modest: Household) -> None:
    path = await modest.backup()

    found = await modest.maker.verify(path.name, unheard)
    outcome = await modest.restore(path)

    assert (found.state, found.detail) == ("good", "")
    assert (outcome.outcome, await modest.people()) == ("restored", 1)
    assert await left_over(modest) == 0
