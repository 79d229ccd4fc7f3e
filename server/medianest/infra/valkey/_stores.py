"""The stores that Litestar's cache and rate limit keep things in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar.stores.memory import MemoryStore
from litestar.stores.registry import StoreRegistry
from litestar.stores.valkey import ValkeyStore
from valkey.asyncio import Valkey
from valkey.asyncio.retry import Retry
from valkey.backoff import ExponentialBackoff
from valkey.exceptions import ConnectionError as NotConnectedError

# A Valkey of our own is back within a second of its death.
_RETRIES = 4


@asynccontextmanager
async def client(url: str | None) -> AsyncIterator[Valkey | None]:
    """The one client that everything shares, closed on leaving; None without a Valkey."""
    if url is None:
        yield None
        return
    retry = Retry(ExponentialBackoff(cap=1, base=0.05), _RETRIES)
    # A refused connection counts as well: the socket is there before the server is.
    retry.update_supported_errors([OSError])
    shared = Valkey.from_url(url, retry=retry, retry_on_error=[NotConnectedError])
    try:
        yield shared
    finally:
        await shared.aclose()


def stores(shared: Valkey | None) -> StoreRegistry:
    """Named stores over `shared`, each with its own corner; in memory without it."""
    if shared is None:
        return StoreRegistry(default_factory=lambda _: MemoryStore())
    root = ValkeyStore(shared, namespace="medianest")
    return StoreRegistry(default_factory=root.with_namespace)
