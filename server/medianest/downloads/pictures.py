"""The small pictures that the dashboard shows; they lie apart from the media folder."""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from uuid import UUID

from medianest.infra.storage import Storage

_VERSION_BYTES = 8


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG, or only its `version` if whoever asks has it already."""

    version: str
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Pictures:
    """One small JPEG for each download that has a picture; all processes see the same.

    Every method raises StorageError when the place where they lie cannot be reached.
    """

    storage: Storage

    async def keep(self, download: UUID, source: Path) -> str:
        """Take in a picture, also in place of an older one; its version. Raises OSError."""
        content = await asyncio.to_thread(source.read_bytes)
        await self.storage.put(_name(download), content)
        return blake2b(content, digest_size=_VERSION_BYTES).hexdigest()

    async def read(self, download: UUID) -> bytes | None:
        """The picture, None if it is not there (any more)."""
        return await self.storage.read(_name(download))

    async def forget(self, downloads: Collection[UUID]) -> None:
        """Remove the pictures of downloads that are gone."""
        for download in downloads:
            await self.storage.delete(_name(download))

    async def kept(self) -> set[UUID]:
        """The downloads that have a picture."""
        found = set()
        for path in map(PurePosixPath, await self.storage.names()):
            # Whatever else lies there is not ours to judge.
            with suppress(ValueError):
                found.add(UUID(path.stem))
        return found


def _name(download: UUID) -> str:
    return f"{download}.jpg"
