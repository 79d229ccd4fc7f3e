"""A folder of small files that others made and that can be had again: bounded, oldest out first."""

import asyncio
import contextlib
import os
import secrets
import time
from hashlib import blake2b
from pathlib import Path

import structlog

from medianest.kit.paths import private_folder

log = structlog.get_logger()

# After a clearing there is room for a while, so that not every file leads to the next one. So much
# is also what a process adds before it looks what others have added meanwhile.
_ROOM = 0.1
# Noting each use would write to the disk for each read.
_NOTE_USE_EVERY = 3600.0


class Keep:
    """Files by name, at most `most_bytes` together; the one that was used longest ago goes first.

    A disk that is full or broken makes it forgetful, never loud: whatever is kept here has a
    source. Several processes may share a folder; each may go beyond by a tenth.
    """

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._room = 0.0
        self._clearing = asyncio.Lock()

    async def read(self, name: str) -> bytes | None:
        """What is kept under `name`, if it still is."""
        return await asyncio.to_thread(_read, self._path(name))

    async def write(self, name: str, content: bytes) -> None:
        """Keep `content` under `name`, also in place of something older."""
        if len(content) > self._most_bytes:
            return
        if not await asyncio.to_thread(_write, self._path(name), content):
            return
        async with self._clearing:
            await self._make_room(len(content))

    async def _make_room(self, added: int) -> None:
        self._room -= added
        if self._room >= 0:
            return
        kept = await asyncio.to_thread(_clear, self._folder, self._most_bytes)
        self._room = min(self._most_bytes - kept, self._most_bytes * _ROOM)

    def _path(self, name: str) -> Path:
        # Hashed: a name may hold anything, and no folder gets too full.
        key = blake2b(name.encode(), digest_size=16).hexdigest()
        return self._folder / key[:2] / key[2:]


def _read(path: Path) -> bytes | None:
    try:
        content = path.read_bytes()
        if time.time() - path.stat().st_mtime > _NOTE_USE_EVERY:
            os.utime(path)
    except OSError:
        return None
    return content


def _write(path: Path, content: bytes) -> bool:
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        private_folder(path.parent)
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as failure:
        log.warning("keep_not_written", folder=str(path.parent.parent), reason=failure.strerror)
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        return False
    return True


def _clear(folder: Path, most_bytes: int) -> int:
    """Remove what was used longest ago until there is room; how many bytes are left."""
    found = sorted(_files(folder))
    total = sum(size for _, size, _ in found)
    if total <= most_bytes:
        return total
    for _, size, path in found:
        if total <= most_bytes * (1 - _ROOM):
            break
        with contextlib.suppress(OSError):
            path.unlink()
            total -= size
    return total


def _files(folder: Path) -> list[tuple[float, int, Path]]:
    found = []
    for path in folder.glob("*/*"):
        # Another process may clear the same folder.
        with contextlib.suppress(OSError):
            facts = path.stat()
            found.append((facts.st_mtime, facts.st_size, path))
    return found
