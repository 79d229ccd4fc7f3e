"""Read an archive that anybody may have written.

Only what `Writer` makes is accepted: regular files under known names, in the manifest's order, each
of the size and hash that stand there. There are no links, devices, folders or long names to be
tricked by, because every other kind of member is refused before it is looked at, and a tar that is
not compressed cannot grow. What the dump inside does is Postgres' matter: see the README.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tarfile import BLOCKSIZE, REGTYPE, HeaderError, TarInfo
from typing import BinaryIO

from medianest.backups.archive._manifest import (
    MANIFEST,
    MOST_MANIFEST_BYTES,
    Manifest,
    Member,
    decoded,
)
from medianest.backups.errors import NoSuchBackupError, UnreadableError
from medianest.backups.progress import Told, to_nobody

_CHUNK = 256 * 1024


class Reader:
    """Goes through an archive from front to back; everything it meets may raise UnreadableError."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        size = self._header(MANIFEST)
        if size > MOST_MANIFEST_BYTES:
            raise UnreadableError("Its manifest is too large")
        self.manifest: Manifest = decoded(self._exactly(size))
        self._skip_padding(size)

    def members(self) -> Iterator[tuple[Member, Iterator[bytes]]]:
        """Each member and its content, which must be read to the end before the next.

        The hash is compared at the end: only then may the content be trusted.
        """
        for member in self.manifest.members:
            if self._header(member.name) != member.size:
                raise UnreadableError(f"Its {member.name} is not as long as its manifest says")
            yield member, self._content(member)
            self._skip_padding(member.size)
        if self._exactly(2 * BLOCKSIZE).strip(b"\0") or self._file.read(1):
            raise UnreadableError("It holds more than its manifest says")

    def _header(self, expected: str) -> int:
        raw = self._exactly(BLOCKSIZE)
        try:
            head = TarInfo.frombuf(raw, "ascii", "strict")
        except (HeaderError, UnicodeDecodeError, ValueError) as wrong:
            raise UnreadableError from wrong
        if head.type != REGTYPE or head.name != expected or head.size < 0:
            raise UnreadableError(f"{expected} is missing where it should be")
        return head.size

    def _content(self, member: Member) -> Iterator[bytes]:
        digest, left = sha256(), member.size
        while left:
            chunk = self._exactly(min(left, _CHUNK))
            digest.update(chunk)
            left -= len(chunk)
            yield chunk
        if digest.hexdigest() != member.sha256:
            raise UnreadableError(f"Its {member.name} is damaged (the checksum differs)")

    def _skip_padding(self, size: int) -> None:
        self._exactly(-size % BLOCKSIZE)

    def _exactly(self, size: int) -> bytes:
        raw = self._file.read(size)
        if len(raw) != size:
            raise UnreadableError("It is cut off; copy it again")
        return raw


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """Open the archive at `path` for reading."""
    try:
        file = path.open("rb")
    except FileNotFoundError as gone:
        raise NoSuchBackupError from gone
    except OSError as refusal:
        raise UnreadableError(f"It cannot be read: {refusal.strerror}") from refusal
    with file:
        yield Reader(file)


def check(path: Path, told: Told = to_nobody) -> Manifest:
    """Read all of the archive at `path` and compare every size and hash."""
    with opened(path) as reader:
        total = sum(member.size for member in reader.manifest.members) or 1
        done = 0
        for _, content in reader.members():
            for chunk in content:
                done += len(chunk)
                told(done / total)
    return reader.manifest
