"""Piccolo's engine with its traps closed; `tests/infra/database` shows each of them."""

from types import TracebackType
from typing import TYPE_CHECKING, Any

import asyncpg
import msgspec
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction, Savepoint

if TYPE_CHECKING:
    # Generic for the type checker alone.
    Connection = asyncpg.Connection[asyncpg.Record]
else:
    Connection = asyncpg.Connection

_encoder = msgspec.json.Encoder()


def _to_json(value: Any) -> str:
    # Piccolo hands jsonb over as text that it encoded itself.
    return value if isinstance(value, str) else _encoder.encode(value).decode()


async def prepare(connection: Connection) -> None:
    """Let jsonb come and go as Python objects on `connection`."""
    for kind in ("jsonb", "json"):
        await connection.set_type_codec(
            kind, schema="pg_catalog", encoder=_to_json, decoder=msgspec.json.decode
        )


class PooledConnection(Connection):
    """A connection that needs no reset: nothing here changes a session's settings.

    Saves a round trip each time one is taken from the pool.
    """

    def get_reset_query(self) -> str:
        """No statement at all."""
        return ""


class Transaction(PostgresTransaction):
    """A transaction that is a savepoint when nested and always gives its connection back."""

    _savepoint: Savepoint | None = None

    async def __aenter__(self) -> PostgresTransaction:
        if self._parent is None:
            return await self._begin_outermost()
        self._savepoint = await self._parent.savepoint()
        return self._parent

    async def _begin_outermost(self) -> PostgresTransaction:
        self.connection = await self.get_connection()
        try:
            self.transaction = self.connection.transaction()
            await self.begin()
        except BaseException:
            # Cancelled in the middle of BEGIN it may begin after all: nobody may get this one.
            self.connection.terminate()
            await self._give_back()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        if self._savepoint is not None:
            await self._end_nested(self._savepoint, failed=exception is not None)
            return False
        try:
            await self._end_outermost(failed=exception is not None)
        finally:
            self.engine.current_transaction.reset(self.context)
            await self._give_back()
        return False

    async def _end_nested(self, savepoint: Savepoint, *, failed: bool) -> None:
        if _is_gone(savepoint.transaction.connection):
            return
        if failed:
            await savepoint.rollback_to()
        await savepoint.release()

    async def _end_outermost(self, *, failed: bool) -> None:
        if self._committed or self._rolled_back:
            return
        if not failed:
            await self.commit()
        elif not _is_gone(self.connection):
            await self.rollback()

    async def _give_back(self) -> None:
        if self.engine.pool:
            await self.engine.pool.release(self.connection)
        else:
            await self.connection.close()


def _is_gone(connection: Connection) -> bool:
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:
        # The pool took it back when the server died; asking it would hide what went wrong.
        return True


class Engine(PostgresEngine):
    """The one engine; silent until the pool is opened."""

    async def get_version(self) -> float:
        """Answer without connecting: importing a table must not need a database."""
        return 15.0

    def transaction(self, allow_nested: bool = True) -> PostgresTransaction:  # noqa: FBT001, FBT002
        """Open a transaction, or a savepoint inside the present one."""
        return Transaction(engine=self, allow_nested=allow_nested)

    async def get_new_connection(self) -> Connection:
        """Connect outside the pool, for LISTEN and other long stays."""
        opened: Connection = await asyncpg.connect(**self.config)
        await prepare(opened)
        return opened


ENGINE = Engine(config={})
