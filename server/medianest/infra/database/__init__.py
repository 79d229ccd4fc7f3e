"""The database: one engine, its pool, transactions that nest, plain statements, migrations."""

from medianest.infra.database._engine import ENGINE, Engine
from medianest.infra.database._migrate import MigrationError, migrate
from medianest.infra.database._session import (
    Row,
    connected,
    connection,
    execute,
    fetch,
    fetchrow,
    fetchval,
    in_transaction,
    ping,
    transaction,
)

__all__ = [
    "ENGINE",
    "Engine",
    "MigrationError",
    "Row",
    "connected",
    "connection",
    "execute",
    "fetch",
    "fetchrow",
    "fetchval",
    "in_transaction",
    "migrate",
    "ping",
    "transaction",
]
