"""Reads TMDB's lists and genres again."""

from dataclasses import dataclass

from medianest.catalog import queries
from medianest.catalog.charting import Charting
from medianest.catalog.charts import LISTS, Chart
from medianest.catalog.errors import AWAY
from medianest.catalog.events import Renewed, unheard
from medianest.catalog.tasks._diary import Diary, place_of
from medianest.infra.database import transaction
from medianest.infra.jobs import Run

_MOST_LANGUAGES = 4


@dataclass(frozen=True, slots=True)
class ListsTask:
    """One list after the other, in the household's language and those that people read in."""

    charting: Charting
    renewed: Renewed = unheard

    async def run(self, run: Run) -> str:
        """Read all lists, from the one on where the last run was ended."""
        diary = Diary(LISTS)
        languages = await self._languages()
        after = (await place_of(LISTS)).get("after")
        if after is None:
            await self._genres(languages, diary)
        plan = [
            (f"{language}/{chart.list.slug}", language, chart)
            for language in languages
            for chart in await self.charting.every()
        ]
        names = [name for name, _, _ in plan]
        start = names.index(after) + 1 if after in names else 0
        for done, (name, language, chart) in enumerate(plan[start:], start):
            await run.progress(done / len(plan), name)
            await self._one(name, language, chart, diary)
        await diary.keep({}, ended=True)
        return str(diary)

    async def _one(self, name: str, language: str, chart: Chart, diary: Diary) -> None:
        try:
            titles = await self.charting.read(chart, language, pages=chart.pages, background=True)
        except AWAY as failure:
            diary.failed(failure)
            return
        diary.count("lists")
        diary.count("titles", len(titles))
        async with transaction():
            await self.charting.store(chart, language, titles)
            await diary.keep({"after": name})
        await self.renewed(f"list/{chart.list.slug}")

    async def _genres(self, languages: list[str], diary: Diary) -> None:
        for language in languages:
            try:
                await self.charting.genres(language, background=True)
            except AWAY as failure:
                diary.failed(failure)

    async def _languages(self) -> list[str]:
        home = self.charting.learning.home.language
        return list(dict.fromkeys([home, *await queries.genres.languages(_MOST_LANGUAGES)]))
