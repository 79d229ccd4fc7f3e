"""The stores that Litestar's cache and rate limit keep things in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar.stores.memory import MemoryStore
from litestar.stores.registry import StoreRegistry
from litestar.stores.valkey import ValkeyStore
from valkey.asyncio import Valkey
from valkey.asyncio.retry import Retry
from valkey.backoff import ExponentialBackoff
from valkey.exceptions import ConnectionError as NotConnectedError
from valkey.exceptions import ValkeyError

from medianest.kit.errors import UnavailableError

# A Valkey of our own is back within a second of its death.
_RETRIES = 4
# Long enough for the retries, and for one of our own to come back.
_ANSWERS_WITHIN_SECONDS = 1.8
_GONE = "Valkey is gone, so the progress of downloads stands still on open pages."


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


async def require_answer(shared: Valkey) -> None:
    """Raise UnavailableError, which strangers may read, unless Valkey answers in time."""
    try:
        async with asyncio.timeout(_ANSWERS_WITHIN_SECONDS):
            await shared.ping()
    except TimeoutError as silence:
        raise UnavailableError(_GONE) from silence
    except (ValkeyError, OSError) as wrong:
        raise UnavailableError(_GONE) from wrong


def stores(shared: Valkey | None) -> StoreRegistry:
    """Named stores over `shared`, each with its own corner; in memory without it."""
    if shared is None:
        return StoreRegistry(default_factory=lambda _: MemoryStore())
    root = ValkeyStore(shared, namespace="medianest")
    return StoreRegistry(default_factory=root.with_namespace)
