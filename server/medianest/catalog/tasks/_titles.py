"""Asks again about films, or shows, that somebody cares about."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from medianest.catalog import queries
from medianest.catalog.errors import AWAY, NoSuchTitleError
from medianest.catalog.learning import Learning
from medianest.catalog.tasks._diary import Diary, place_of
from medianest.catalog.tmdb import Changes
from medianest.infra.database import transaction
from medianest.infra.jobs import Run
from medianest.kit.clock import Clock, now
from medianest.kit.media import MediaType, TitleKey

_MOST = 1000
_BATCH = 20
# TMDB tells of no more.
_LONGEST = timedelta(days=13)
_MOST_PAGES = 100
_POSTPONED = timedelta(hours=1)
_SETTLED = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class TitlesTask:
    """What TMDB says was changed, what was never read, and what was read long ago."""

    learning: Learning
    media_type: MediaType
    most: int = _MOST
    settled: timedelta = _SETTLED
    """How long what was just read is good, although TMDB tells of a change on the same day."""
    clock: Clock = now

    @property
    def name(self) -> str:
        """The name of the schedule."""
        return "catalog.films" if self.media_type == "movie" else "catalog.shows"

    async def run(self, run: Run) -> str:
        """Read a bounded number of those that are due, the ones that wait longest first."""
        diary = Diary(self.name)
        cursor = await place_of(self.name)
        try:
            cursor = await self._changes(cursor, diary)
        except AWAY as failure:
            diary.failed(failure)
        waiting = min(await queries.sync.count_due(self.media_type), self.most)
        done = 0
        while done < self.most:
            keys = await queries.sync.due(self.media_type, min(_BATCH, self.most - done))
            if not keys:
                break
            for key in keys:
                await run.progress(min(done / max(waiting, 1), 1), "titles")
                await self._one(key, diary)
                done += 1
            await diary.keep(cursor)
        await diary.keep(cursor, ended=True)
        return str(diary)

    async def _one(self, key: TitleKey, diary: Diary) -> None:
        try:
            await self.learning.title(key, background=True)
        except NoSuchTitleError:
            diary.count("gone")
        except AWAY as failure:
            diary.failed(failure)
            await queries.sync.postpone(key, _POSTPONED)
        else:
            diary.count("renewed")

    async def _changes(self, cursor: dict[str, Any], diary: Diary) -> dict[str, Any]:
        today = self.clock().date()
        since = max(_day(cursor.get("since")) or today, today - _LONGEST)
        # A day that is not over is asked about again: its changes are not all told yet.
        for page in range(int(cursor.get("page", 0)) + 1, _MOST_PAGES):
            told = await self.learning.tmdb.get(
                f"/{self.media_type}/changes",
                Changes,
                {
                    "start_date": since.isoformat(),
                    "end_date": today.isoformat(),
                    "page": str(page),
                },
                background=True,
            )
            async with transaction():
                diary.count("changed", await self._mark([one.id for one in told.results or []]))
                await diary.keep({"since": since.isoformat(), "page": page})
            if page >= (told.total_pages or 1):
                break
        return {"since": today.isoformat()}

    async def _mark(self, numbers: list[int]) -> int:
        return await queries.sync.changed_outside(self.media_type, numbers, self.settled)


def _day(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None
