"""The small pictures that the dashboard shows; they lie apart from the media folder."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from uuid import UUID

_VERSION_BYTES = 8


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG, or only its `version` if whoever asks has it already."""

    version: str
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Pictures:
    """A folder with one small JPEG for each download that has a picture.

    Its methods touch the disk and belong into a thread.
    """

    folder: Path

    def keep(self, download: UUID, source: Path) -> str:
        """Take in a picture, also in place of an older one; its version. Raises OSError."""
        content = source.read_bytes()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(download)
        unfinished = path.with_suffix(".tmp")
        unfinished.write_bytes(content)
        unfinished.replace(path)
        return blake2b(content, digest_size=_VERSION_BYTES).hexdigest()

    def read(self, download: UUID) -> bytes | None:
        """The picture, None if it is not there (any more)."""
        with suppress(FileNotFoundError):
            return self._path(download).read_bytes()
        return None

    def forget(self, downloads: Collection[UUID]) -> None:
        """Remove the pictures of downloads that are gone."""
        for download in downloads:
            self._path(download).unlink(missing_ok=True)

    def kept(self) -> set[UUID]:
        """The downloads that have a picture."""
        with suppress(FileNotFoundError):
            return {UUID(path.stem) for path in self.folder.glob("*.jpg")}
        return set()

    def _path(self, download: UUID) -> Path:
        return self.folder / f"{download}.jpg"
