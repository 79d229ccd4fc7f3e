"""What downloads have left in the media folder."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from medianest.downloads import failures
from medianest.downloads.errors import MediaFolderMissingError
from medianest.downloads.publishing import Shelf
from medianest.downloads.runner import FetchFailedError


@dataclass(frozen=True, slots=True)
class MediaFiles:
    """Files that arrive and that were published."""

    folder: Callable[[], Awaitable[Path]]

    async def may_stay(self, target: Path) -> bool:
        """Whether what was published at `target` may still be there."""
        return await asyncio.to_thread((await self._shelf()).may_stay, target)

    async def unpublish(self, target: Path) -> None:
        """Remove what was published at `target`. Raises MediaFolderMissingError."""
        shelf = await self._shelf()
        try:
            await asyncio.to_thread(shelf.unpublish, target)
        except FetchFailedError as failed:
            raise MediaFolderMissingError(failures.tell(failed.kind, "").message) from failed

    async def discard(self, download: UUID) -> None:
        """Throw away what has arrived of `download`."""
        # What a process that is just ending still holds goes with the next sweep.
        await asyncio.to_thread((await self._shelf()).discard, download)

    async def _shelf(self) -> Shelf:
        media = await self.folder()
        return Shelf(media, media)
