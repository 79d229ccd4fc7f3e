"""The process that runs migrations: reads the database's address, says on stderr what failed."""

import asyncio
import sys

from medianest.infra.database import connected
from medianest.infra.schema import MigrationError
from medianest.infra.schema.run import migrate


async def main(dsn: str) -> None:
    """Run everything that has not run yet, however long it takes."""
    async with connected(dsn, most=2, statement_within=None):
        await migrate()


if __name__ == "__main__":
    try:
        asyncio.run(main(sys.stdin.read().strip()))
    except MigrationError as failure:
        sys.exit(str(failure))
