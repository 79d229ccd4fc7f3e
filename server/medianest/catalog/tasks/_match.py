"""Finds out which titles the files in Plex are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from medianest.catalog.errors import AWAY
from medianest.catalog.service import Catalog
from medianest.catalog.tasks._diary import Diary
from medianest.infra.jobs import Run
from medianest.kit.media import MediaType

MATCH = "catalog.match"
_MOST = 200


class Unmatched(Protocol):
    """Something in Plex of which only another site's number is known."""

    @property
    def id(self) -> int:
        """What Plex's side calls it."""

    @property
    def type(self) -> MediaType:
        """Film or show."""

    @property
    def imdb_id(self) -> str | None:
        """IMDb's name for it."""

    @property
    def tvdb_id(self) -> int | None:
        """TVDB's number for it."""


class Shelves(Protocol):
    """What the household has in Plex."""

    async def unmatched(self, limit: int) -> Sequence[Unmatched]:
        """Some whose number at TMDB is wanted, each only now and then."""

    async def match(self, item: int, tmdb_id: int) -> None:
        """Say which title one is."""


@dataclass(frozen=True, slots=True)
class Match:
    """Asks by the numbers of IMDb and TVDB, the database first."""

    catalog: Catalog
    shelves: Shelves

    async def run(self, run: Run) -> str | None:
        """Look up a bounded number of them."""
        if not await self.catalog.learning.tmdb.is_connected():
            return None
        diary = Diary(MATCH)
        waiting = await self.shelves.unmatched(_MOST)
        for done, one in enumerate(waiting):
            await run.progress(done / len(waiting), "titles")
            await self._one(one, diary)
        if not waiting:
            return None
        await diary.keep({}, ended=True)
        return str(diary)

    async def _one(self, one: Unmatched, diary: Diary) -> None:
        try:
            number = await self.catalog.find(
                imdb_id=one.imdb_id, tvdb_id=one.tvdb_id, media_type=one.type
            )
        except AWAY as failure:
            diary.failed(failure)
            return
        if number is None:
            diary.count("unknown")
            return
        await self.shelves.match(one.id, number)
        diary.count("matched")
