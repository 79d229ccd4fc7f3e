"""The database: one engine, its pool, transactions that nest, plain statements, named locks."""

from medianest.infra.database._engine import ENGINE, Engine
from medianest.infra.database._locks import Lock
from medianest.infra.database._session import (
    LOST,
    Row,
    changed,
    connected,
    connection,
    execute,
    fetch,
    fetchrow,
    fetchval,
    in_transaction,
    ping,
    transaction,
    within_transaction,
)

__all__ = [
    "ENGINE",
    "LOST",
    "Engine",
    "Lock",
    "Row",
    "changed",
    "connected",
    "connection",
    "execute",
    "fetch",
    "fetchrow",
    "fetchval",
    "in_transaction",
    "ping",
    "transaction",
    "within_transaction",
]
