"""Brings TMDB's lists and genres into the database."""

from collections.abc import Sequence
from dataclasses import dataclass

from medianest.catalog import queries
from medianest.catalog.charts import CHARTS, Chart, genre_chart
from medianest.catalog.facts import Named, Summary
from medianest.catalog.learning import Learning
from medianest.catalog.tmdb import Genres, Results, reading
from medianest.infra.database import transaction
from medianest.kit.media import MediaType, TitleKey

_BOTH: tuple[MediaType, MediaType] = ("movie", "tv")


@dataclass(frozen=True, slots=True)
class Charting:
    """Fills lists, page by page, in the languages that the household reads."""

    learning: Learning

    async def every(self) -> list[Chart]:
        """All lists that TMDB can fill, those of the genres that are known included."""
        known = await queries.genres.named(None, self.learning.home.language)
        genres = [
            genre_chart(one.media_type, Named(id=one.tmdb_id, name=one.name)) for one in known
        ]
        genres.sort(key=lambda chart: chart.list.slug)
        return [*CHARTS, *genres]

    async def find(self, slug: str) -> Chart | None:
        """The list of this name, if TMDB can fill it."""
        return next((one for one in await self.every() if one.list.slug == slug), None)

    async def read(
        self, chart: Chart, language: str, *, pages: int, background: bool
    ) -> list[Summary]:
        """Read a list from TMDB, each title once."""
        titles: dict[TitleKey, Summary] = {}
        for page in range(1, pages + 1):
            answer = await self._page(chart, language, page, background=background)
            for one in reading.summaries(answer.results, chart.media_type):
                titles.setdefault(one.key, one)
            if page >= (answer.total_pages or 1):
                break
        return list(titles.values())

    async def store(self, chart: Chart, language: str, titles: Sequence[Summary]) -> None:
        """Write a list down; in another language than ours only what its titles are called."""
        async with transaction():
            await self.learning.remember(titles, language)
            if language == self.learning.home.language:
                number = await queries.lists.declare(chart.list)
                await queries.lists.fill(number, [one.key for one in titles])
                await queries.lists.want_details(number)

    async def fill(self, chart: Chart, language: str, *, pages: int, background: bool) -> None:
        """Read a list and write it down."""
        titles = await self.read(chart, language, pages=pages, background=background)
        await self.store(chart, language, titles)

    async def declare(self) -> None:
        """Make sure that all lists are known by name."""
        for chart in await self.every():
            await queries.lists.declare(chart.list)

    async def genres(self, language: str, *, background: bool) -> None:
        """Read what genres are called."""
        own = language == self.learning.home.language
        for media_type in _BOTH:
            answer = await self.learning.tmdb.get(
                f"/genre/{media_type}/list",
                Genres,
                {"language": language},
                background=background,
            )
            named = [
                Named(id=one.id, name=name)
                for one in answer.genres or []
                if (name := reading.clean(one.name))
            ]
            async with transaction():
                await queries.genres.remember(media_type, named, language, own=own)

    async def _page(self, chart: Chart, language: str, page: int, *, background: bool) -> Results:
        region = {"region": self.learning.home.region} if chart.media_type == "movie" else {}
        params = {**chart.params, **region, "language": language, "page": str(page)}
        return await self.learning.tmdb.get(chart.path, Results, params, background=background)
