"""Two databases change places on a server where we are nobody special."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass

import asyncpg
import pytest

from medianest.backups import queries
from medianest.infra.postgres import Postgres
from medianest.infra.postgres.address import Address

_ROLE = f"plain_{os.getpid()}"
PRESENT, RESTORED, ASIDE = f"{_ROLE}_now", f"{_ROLE}_restored", f"{_ROLE}_before"


@dataclass(frozen=True)
class Server:
    """The same server as whoever rules it, and as a user who may only make databases."""

    ruler: Address
    plain: Address


@pytest.fixture
async def server(postgres: Postgres) -> AsyncIterator[Server]:
    ruler = Address(postgres.ruling_dsn).of("postgres")
    async with ruler.line() as line:
        await line.execute(f"CREATE ROLE {_ROLE} LOGIN CREATEDB PASSWORD 'plain'")
        try:
            for name in (PRESENT, RESTORED):
                await line.execute(f"CREATE DATABASE {name} OWNER {_ROLE}")
            yield Server(ruler, _as_plain(ruler))
        finally:
            for name in (PRESENT, RESTORED, ASIDE):
                await queries.drop_database(line, name)
            await line.execute(f"DROP ROLE {_ROLE}")


def _as_plain(ruler: Address) -> Address:
    _, _, rest = ruler.dsn.partition("@")
    return Address(f"postgresql://{_ROLE}:plain@{rest}")


async def test_a_swap_that_may_not_put_somebody_out_leaves_the_database_open(
    server: Server,
) -> None:
    async with server.ruler.of(PRESENT).line(), server.plain.line() as line:
        with pytest.raises(asyncpg.PostgresError):
            await queries.swap(line, present=PRESENT, aside=ASIDE, restored=RESTORED)

    async with server.plain.of(PRESENT).line() as still:
        assert await still.fetchval("SELECT 1") == 1
