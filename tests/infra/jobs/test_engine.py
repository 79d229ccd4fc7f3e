import asyncpg
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.queries import Queries


async def test_the_migrations_install_what_this_version_of_the_engine_wants(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        plan = await Queries(AsyncpgDriver(connection)).plan_upgrade()
    finally:
        await connection.close()

    assert list(plan.statements) == []
