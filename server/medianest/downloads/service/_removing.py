"""Takes downloads off the list."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from medianest.accounts import Principal
from medianest.downloads.errors import IllegalMoveError
from medianest.downloads.queries import moving
from medianest.downloads.queries.moving import Item
from medianest.downloads.quotas.queries import leave
from medianest.downloads.service._media import MediaFiles
from medianest.downloads.service._shown import Shown
from medianest.downloads.service._steering import steered
from medianest.downloads.states import State
from medianest.downloads.telling import Telling
from medianest.downloads.waiting import Waiting
from medianest.downloads.work import subject
from medianest.infra.database import transaction
from medianest.infra.jobs import Jobs
from medianest.infra.storage import StorageError

_BEING_PUBLISHED = "It is just being put into the media folder. Delete it in a moment."


@dataclass(frozen=True, slots=True)
class Removing:
    """Forgets downloads, with or without their files."""

    shown: Shown
    media: MediaFiles
    jobs: Jobs
    telling: Telling
    waiting: Waiting

    async def remove(self, me: Principal, download: UUID, *, files: bool) -> None:
        """Forget the download; with `files` also remove what it published."""
        async with transaction():
            item = await _removable(me, download)
        # First the files: while the row is there, somebody can ask for it again.
        if files and item.file is not None:
            await self.media.unpublish(Path(item.file.path))
        stays = item.file is not None and await self.media.may_stay(Path(item.file.path))
        async with transaction():
            item = await _removable(me, download)
            await self.jobs.cancel_subject(subject(download))
            await self.telling.removed(item)
            await leave(download, there=stays)
            await moving.remove(download)
            await self.waiting.go_on(item.requested_by)
        self.shown.totals.clear()
        await self.media.discard(download)
        # One that cannot be removed now goes with the next sweep.
        with suppress(StorageError):
            await self.shown.pictures.forget([download])


async def _removable(me: Principal, download: UUID) -> Item:
    item = await steered(me, download)
    if item.state is State.PUBLISHING:
        # Its file arrives in any case, and would be nobody's: in no list and in no quota.
        raise IllegalMoveError(_BEING_PUBLISHED, state=str(item.state))
    return item
