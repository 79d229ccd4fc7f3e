"""The appliance's own database, looked into by a test that is not asynchronous."""

import asyncio
from pathlib import Path
from typing import Any, Self

import asyncpg

from medianest.infra.postgres import running


class Line:
    """One connection, for as long as it is entered."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._runner = asyncio.Runner()
        self._connection: asyncpg.Connection[Any] | None = None

    def __enter__(self) -> Self:
        dsn = running(self._data_dir)
        assert dsn, "no database runs there"
        self._connection = self._runner.run(asyncpg.connect(dsn))
        return self

    def __exit__(self, *_: object) -> None:
        if self._connection is not None:
            self._connection.terminate()
        self._runner.close()

    def ask(self, sql: str, *values: object) -> list[asyncpg.Record]:
        assert self._connection is not None
        return self._runner.run(self._connection.fetch(sql, *values))

    def run(self, script: str) -> None:
        """Several statements at once."""
        assert self._connection is not None
        self._runner.run(self._connection.execute(script))

    def value(self, sql: str, *values: object) -> Any:
        return self.ask(sql, *values)[0][0]
