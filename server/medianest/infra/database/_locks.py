"""What only one at a time may do, in whatever process: advisory locks, each with a name.

Every lock is a word and, where many can be held side by side, a subject; one hash makes the key of
both, in a space of 64 bits, so two names never wait for one another. Processes agree on a lock by
its name alone. Of one data folder only one process can run (`infra.container.alone_on`), but around
an external database those of the release before may still be stopping: a name, once released,
stays.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from medianest.infra.database._engine import Connection
from medianest.infra.database._session import connection, execute, fetchval, in_transaction

if TYPE_CHECKING:
    import asyncpg

# The trigger that numbers events hashes the same way.
_KEY = "hashtextextended($1 || ':' || $2, 0)"


@dataclass(frozen=True, slots=True)
class Lock:
    """The lock of that name: its slice's, a dot, what it guards; no colon in it."""

    name: str
    subject: str = ""

    async def hold(self) -> None:
        """Wait for the lock, and keep it until the present transaction ends."""
        self._need_transaction()
        await execute(f"SELECT pg_advisory_xact_lock({_KEY})", self.name, self.subject)

    async def try_hold(self) -> bool:
        """Keep the lock until the present transaction ends; False if somebody else has it."""
        self._need_transaction()
        taken: bool = await fetchval(
            f"SELECT pg_try_advisory_xact_lock({_KEY})", self.name, self.subject
        )
        return taken

    async def keep(self, line: "asyncpg.Connection[Any]") -> None:
        """Wait for the lock, and keep it as long as `line`, which is not of the pool, is open."""
        await line.execute(f"SELECT pg_advisory_lock({_KEY})", self.name, self.subject)

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[Connection]:
        """Hold the lock while inside, with no transaction open; for what takes long.

        It belongs to the connection of its own that is yielded, so it goes with a process that
        dies.
        """
        async with connection() as line:
            await self.keep(line)
            yield line

    @asynccontextmanager
    async def alone_or(self, otherwise: Exception) -> AsyncIterator[None]:
        """Hold the lock like `alone`, or raise `otherwise` because somebody else has it."""
        async with connection() as line:
            if not await line.fetchval(
                f"SELECT pg_try_advisory_lock({_KEY})", self.name, self.subject
            ):
                raise otherwise
            yield

    def _need_transaction(self) -> None:
        # The pool's connection would give it back at the end of the statement.
        if not in_transaction():
            raise RuntimeError(f"{self.name} is to be held, and no transaction is open")
