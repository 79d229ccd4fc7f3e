"""For whom titles are: lists do not say it, so those that a child may find are asked about."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from medianest.catalog import queries
from medianest.catalog.errors import AWAY, NoSuchTitleError
from medianest.catalog.learning import Learning
from medianest.infra.jobs import Jobs, Run
from medianest.kit.media import TitleKey

RATE = "catalog.rate"


class ToRate(msgspec.Struct, frozen=True):
    """Titles whose ratings are unknown."""

    keys: list[TitleKey]


@dataclass(frozen=True, slots=True)
class Rating:
    """Has unknown ratings looked up behind the scenes, so that the next look finds them."""

    jobs: Jobs
    learning: Learning

    async def learn_later(self, keys: Sequence[TitleKey]) -> None:
        """Ask for the ratings of those of `keys` that nobody knows."""
        if not keys:
            return
        unknown = sorted(await queries.titles.unrated(keys))
        if unknown:
            first = unknown[0]
            unique = f"catalog:rate:{first.media_type}:{first.tmdb_id}:{len(unknown)}"
            await self.jobs.enqueue(RATE, ToRate(unknown), unique=unique)

    async def work(self, wanted: ToRate, run: Run) -> None:
        """Look the ratings up; the job of `learn_later`."""
        for done, key in enumerate(await queries.titles.unrated(wanted.keys)):
            await run.progress(done / len(wanted.keys), "ratings")
            try:
                await self.learning.title(key, background=True)
            except NoSuchTitleError:
                continue
            except AWAY:
                # The next search of a child orders the same.
                return
