"""The background work of the catalogue."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from medianest.catalog.answers import RENEW
from medianest.catalog.charting import Charting
from medianest.catalog.charts import LISTS
from medianest.catalog.errors import AWAY, CatalogNotConnectedError, NoSuchTitleError
from medianest.catalog.events import Renewed
from medianest.catalog.learning import Learning
from medianest.catalog.pages.lists import TRANSLATE, Lists, Translation
from medianest.catalog.questions import Question
from medianest.catalog.rating import RATE, Rating, ToRate
from medianest.catalog.tasks import (
    CLEANUP,
    LONGEST,
    MATCH,
    SEASONS,
    Cleanup,
    ListsTask,
    Match,
    SeasonsTask,
    TitlesTask,
)
from medianest.infra.jobs import JobKind, Run, Schedule

_QUEUE = "catalog-pages"
_TRIES = 3
_CLEANUP_EVERY = timedelta(hours=6)
_MATCH_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Renewing:
    """Renews what was shown although it was old."""

    learning: Learning
    renewed: Renewed

    async def work(self, question: Question, _: Run) -> None:
        """Ask again. That TMDB is away is no failure: the next look orders the same."""
        try:
            await self.learning.learn(question, background=True)
        except (NoSuchTitleError, *AWAY):
            return
        await self.renewed(question.subject)


def kinds(
    learning: Learning, rating: Rating, lists: Lists, renewed: Renewed
) -> Sequence[JobKind[Any]]:
    """Renewing what is old, and finding out for whom titles are."""
    return [
        JobKind(
            name=RENEW,
            payload=Question,
            run=Renewing(learning, renewed).work,
            queue=_QUEUE,
            concurrency=4,
            attempts=_TRIES,
        ),
        JobKind(
            name=RATE,
            payload=ToRate,
            run=rating.work,
            queue=_QUEUE,
            concurrency=2,
            attempts=_TRIES,
            base=timedelta(minutes=1),
        ),
        JobKind(
            name=TRANSLATE,
            payload=Translation,
            run=lists.translate,
            queue=_QUEUE,
            concurrency=1,
            attempts=_TRIES,
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often each task runs; seasons have a pause between two instead."""

    lists: timedelta = timedelta(hours=1)
    films: timedelta = timedelta(minutes=90)
    shows: timedelta = timedelta(minutes=90)
    season_pause: timedelta = timedelta(seconds=1)


def schedules(
    charting: Charting, match: Match | None, rhythm: Rhythm, renewed: Renewed
) -> Sequence[Schedule]:
    """What keeps the catalogue up to date; `match` where there is a Plex library."""
    learning = charting.learning
    seasons = SeasonsTask(learning, rhythm.season_pause)
    films, shows = TitlesTask(learning, "movie"), TitlesTask(learning, "tv")
    tasks: list[tuple[str, timedelta, Callable[[Run], Awaitable[str | None]]]] = [
        (LISTS, rhythm.lists, ListsTask(charting, renewed).run),
        (films.name, rhythm.films, films.run),
        (shows.name, rhythm.shows, shows.run),
        (SEASONS, LONGEST, seasons.run),
        (CLEANUP, _CLEANUP_EVERY, Cleanup().run),
    ]
    if match is not None:
        tasks.append((MATCH, _MATCH_EVERY, match.run))
    return [
        Schedule(name=name, every=every, run=_if_connected(run), queue="catalog")
        for name, every, run in tasks
    ]


def _if_connected(
    run: Callable[[Run], Awaitable[str | None]],
) -> Callable[[Run], Awaitable[str | None]]:
    async def task(job: Run) -> str | None:
        try:
            return await run(job)
        except CatalogNotConnectedError:
            # A household without a key has no failures every hour.
            return "The Movie Database is not connected"

    return task
