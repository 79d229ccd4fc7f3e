"""Write an archive in one pass: nothing is held in memory, nothing is written twice."""

import os
from dataclasses import dataclass, field
from hashlib import sha256
from tarfile import BLOCKSIZE, GNU_FORMAT, TarInfo
from typing import Any, BinaryIO

from medianest.backups.archive._manifest import (
    MANIFEST,
    MOST_MANIFEST_BYTES,
    Manifest,
    Member,
    encoded,
)
from medianest.backups.errors import BackupFailedError

_MODE = 0o600


@dataclass(slots=True)
class Writer:
    """Fills `file`, which must be seekable and empty.

    What the manifest says is known last and stands first, so room is left for it: `reserve`
    bytes, filled up with spaces.
    """

    file: BinaryIO
    reserve: int
    members: list[Member] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.reserve = min(_whole_blocks(self.reserve), MOST_MANIFEST_BYTES)
        self.file.seek(BLOCKSIZE + self.reserve)

    def begin(self, name: str) -> "Entry":
        """Begin a member whose size is not known yet; end it before the next."""
        at = self.file.tell()
        self.file.seek(at + BLOCKSIZE)
        return Entry(self, name, at)

    def add(self, name: str, content: bytes) -> None:
        """Add a small file."""
        entry = self.begin(name)
        entry.write(content)
        entry.end()

    def finish(self, manifest: Manifest) -> None:
        """Write the end, then the beginning; all is on disk when this returns."""
        self.file.write(bytes(2 * BLOCKSIZE))
        self.file.seek(0)
        text = encoded(manifest)
        if len(text) > self.reserve:
            raise BackupFailedError("More files appeared while the backup was made; try again")
        self.file.write(_header(MANIFEST, self.reserve))
        self.file.write(text.ljust(self.reserve))
        self.file.flush()
        os.fsync(self.file.fileno())


@dataclass(slots=True)
class Entry:
    """A member that is being written."""

    writer: Writer
    name: str
    at: int
    size: int = 0
    digest: Any = field(default_factory=sha256)

    def write(self, content: bytes) -> None:
        """Append to it."""
        self.digest.update(content)
        self.writer.file.write(content)
        self.size += len(content)

    def end(self) -> None:
        """Write down how long it became."""
        file = self.writer.file
        file.write(bytes(-self.size % BLOCKSIZE))
        behind = file.tell()
        file.seek(self.at)
        file.write(_header(self.name, self.size))
        file.seek(behind)
        self.writer.members.append(Member(self.name, self.size, self.digest.hexdigest()))


def _header(name: str, size: int) -> bytes:
    head = TarInfo(name)
    head.size, head.mode = size, _MODE
    return head.tobuf(GNU_FORMAT)


def _whole_blocks(size: int) -> int:
    return -(-size // BLOCKSIZE) * BLOCKSIZE
