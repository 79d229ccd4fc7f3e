"""The engine, on a connection of ours."""

from typing import Any, cast

import asyncpg
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.queries import Queries


def engine(current: "asyncpg.Connection[Any] | asyncpg.pool.PoolConnectionProxy[Any]") -> Queries:
    """Pgqueuer's statements, sent on `current` and so in its transaction."""
    # A pooled connection is a proxy that does all the same.
    return Queries(AsyncpgDriver(cast("asyncpg.Connection[Any]", current)))
