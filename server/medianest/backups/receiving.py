"""Take in a backup that somebody sends, however large, and whatever it is."""

import asyncio
import fcntl
import os
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from medianest.backups.archive import check
from medianest.backups.errors import NoRoomError
from medianest.backups.folder import ARRIVING, Folder, Kept
from medianest.backups.room import require_room
from medianest.kit.errors import BadInputError
from medianest.kit.paths import put_in_place

_RESERVE = 200_000_000
_LOOK_EVERY_BYTES = 16_000_000
_PATIENCE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Reception:
    """Writes what arrives beside the backups, and lists it once it proved to be one."""

    folder: Folder

    async def take(self, body: AsyncIterator[bytes], *, announced: int | None) -> Kept:
        """Keep `body`, whose length may be announced.

        Raises NoRoomError, UnreadableError and TooNewError; nothing is left of it then.
        """
        self.folder.make()
        require_room(self.folder.path, (announced or 0) + _RESERVE)
        arriving = self.folder.path / f".{secrets.token_hex(8)}{ARRIVING}"
        try:
            with _created(arriving) as file:
                await self._write(body, file)
                manifest = await asyncio.to_thread(check, arriving)
                final = self.folder.free_name(manifest.made_at, "uploaded")
                put_in_place(arriving, final)
        finally:
            arriving.unlink(missing_ok=True)
        return self.folder.one(final.name)

    async def _write(self, body: AsyncIterator[bytes], file: BinaryIO) -> None:
        arrived, looked = 0, 0
        async for chunk in _patiently(body):
            arrived += len(chunk)
            if arrived - looked > _LOOK_EVERY_BYTES:
                looked = arrived
                require_room(self.folder.path, _RESERVE)
            try:
                await asyncio.to_thread(file.write, chunk)
            except OSError as refusal:
                raise NoRoomError(f"The file cannot be kept: {refusal.strerror}") from refusal
        file.flush()
        await asyncio.to_thread(os.fsync, file.fileno())


async def _patiently(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    while True:
        try:
            async with asyncio.timeout(_PATIENCE.total_seconds()):
                chunk = await anext(body)
        except StopAsyncIteration:
            return
        except TimeoutError as silence:
            raise BadInputError("Nothing more arrived for a minute") from silence
        yield chunk


def _created(path: Path) -> BinaryIO:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    # Another backup that begins meanwhile sweeps away what nobody holds.
    fcntl.flock(handle, fcntl.LOCK_EX)
    return os.fdopen(handle, "wb")
