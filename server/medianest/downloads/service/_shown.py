"""Shows downloads to whoever may see them."""

from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from medianest.accounts import Principal
from medianest.downloads.errors import NoPictureError, NoSuchDownloadError
from medianest.downloads.pictures import Picture, Pictures
from medianest.downloads.queries import reading
from medianest.downloads.schemas import Download
from medianest.kit.totals import Totals
from medianest.kit.wire import Page

MANAGE: Final = "downloads.manage"


@dataclass(frozen=True, slots=True)
class Shown:
    """The lists, and everything about one; whoever changes a list clears its `totals`."""

    pictures: Pictures
    totals: Totals[int] = field(default_factory=Totals)

    async def page(
        self, me: Principal, *, which: str | None, before: UUID | None, limit: int
    ) -> Page[Download]:
        """A stretch of the downloads that `me` may see, newest first."""
        states = reading.states_of(which)
        sees_all = me.may(MANAGE)
        items, cursor = await reading.page(
            me.id, sees_all=sees_all, states=states, before=before, limit=limit
        )
        key = (None if sees_all else me.id, which)
        total = self.totals.get(key)
        if total is None:
            total = await reading.count(me.id, sees_all=sees_all, states=states)
            self.totals[key] = total
        return Page(items=items, total=total, next_cursor=cursor)

    async def one(self, me: Principal, download: UUID) -> Download:
        """The download, if `me` may see it."""
        found = await reading.one(download, me.id, sees_all=me.may(MANAGE))
        if found is None:
            raise NoSuchDownloadError
        return found

    async def picture(self, me: Principal, download: UUID, *, known: str) -> Picture:
        """Its picture, without content if `known` is an ETag of it."""
        seen = await reading.picture(download, me.id, sees_all=me.may(MANAGE))
        if seen is None:
            raise NoSuchDownloadError
        (version,) = seen
        if version is None:
            raise NoPictureError
        if version in known:
            return Picture(version, None)
        content = await self.pictures.read(download)
        if content is None:
            raise NoPictureError
        return Picture(version, content)
