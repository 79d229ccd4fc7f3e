"""Files by name, wherever they lie."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import ObjectStore

from medianest.kit.errors import UnavailableError

log = structlog.get_logger()

_WITHIN: Final = 20.0
"""Seconds, with all attempts; a page must not wait for longer."""


class StorageError(UnavailableError):
    """The place where files lie does not answer, is full, or refuses us."""

    code = "storage_unavailable"
    title = "The place where files are kept cannot be reached right now"


class Storage:
    """Whole files, each put, read or deleted at once; any number of processes may share them.

    `where` is for people: a folder or an address, without any secret.
    """

    def __init__(self, store: ObjectStore, where: str) -> None:
        self._store = store
        self.where = where

    async def put(self, name: str, content: bytes) -> None:
        """Keep `content` under `name`; readers see it whole or not. Raises StorageError."""
        async with self._asked("put"):
            await obstore.put_async(self._store, name, content)

    async def read(self, name: str) -> bytes | None:
        """What is kept under `name`, None if nothing is. Raises StorageError."""
        async with self._asked("read"):
            try:
                found = await obstore.get_async(self._store, name)
                return bytes(await found.bytes_async())
            except FileNotFoundError:
                return None

    async def delete(self, name: str) -> None:
        """Keep nothing under `name` any more. Raises StorageError."""
        async with self._asked("delete"):
            with suppress(FileNotFoundError):
                await obstore.delete_async(self._store, name)

    async def names(self) -> set[str]:
        """Everything that is kept. Raises StorageError."""
        async with self._asked("list"):
            return {one["path"] async for batch in obstore.list(self._store) for one in batch}

    async def check(self) -> str:
        """Where it is, if it answers and lets us in. Raises StorageError."""
        async with self._asked("check"):
            async for _ in obstore.list(self._store, chunk_size=1):
                break
        return self.where

    @asynccontextmanager
    async def _asked(self, what: str) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(_WITHIN):
                yield
        except (BaseError, OSError) as failure:
            # The library adds pages of its own workings below the first line.
            reason = str(failure).partition("\n")[0] or type(failure).__name__
            log.warning("storage_failed", where=self.where, what=what, reason=reason)
            raise StorageError(f"{self.where}: {reason}") from failure
