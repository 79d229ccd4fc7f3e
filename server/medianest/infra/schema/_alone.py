"""One process at a time prepares the database, however many start at once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from medianest.infra.database import connection

# Any constant will do, as long as every release uses the same one.
_LOCK = 0x4D65_6469_6142


@asynccontextmanager
async def alone() -> AsyncIterator[None]:
    """Wait until no other process is inside, and keep others out while inside."""
    async with connection() as guard:
        # Given back with the connection, also when we are killed.
        await guard.execute("SELECT pg_advisory_lock($1)", _LOCK)
        yield
