"""Completes seasons, one after the other, all the time."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from medianest.catalog import queries
from medianest.catalog.errors import AWAY, NoSuchTitleError
from medianest.catalog.learning import Learning
from medianest.catalog.queries.seasons import Incomplete
from medianest.catalog.tasks._diary import Diary
from medianest.infra.jobs import Run

SEASONS = "catalog.seasons"
LONGEST = timedelta(minutes=1)
"""How long one run goes on; the next one follows at once."""
_POSTPONED = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SeasonsTask:
    """Takes the season that has waited longest, `pause` after the one before."""

    learning: Learning
    pause: timedelta
    longest: timedelta = LONGEST

    async def run(self, run: Run) -> str | None:
        """Go on until nothing is incomplete, or this run's time is over."""
        diary = Diary(SEASONS)
        loop = asyncio.get_running_loop()
        until = loop.time() + self.longest.total_seconds()
        while loop.time() < until:
            waiting = await queries.seasons.due(1)
            if not waiting:
                break
            await run.progress(None, f"season {waiting[0].number} of show {waiting[0].show}")
            await self._one(waiting[0], diary)
            await diary.keep({})
            await asyncio.sleep(self.pause.total_seconds())
        if not diary.counts:
            return None
        await diary.keep({}, ended=True)
        return str(diary)

    async def _one(self, season: Incomplete, diary: Diary) -> None:
        try:
            await self.learning.season(season.show, season.number, background=True)
        except NoSuchTitleError:
            await queries.seasons.gone(season.show, season.number)
            diary.count("gone")
        except AWAY as failure:
            diary.failed(failure)
            await queries.sync.postpone_season(season.show, season.number, _POSTPONED)
        else:
            diary.count("completed")
