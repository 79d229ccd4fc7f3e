"""What the slices above ask of the catalogue."""

from collections.abc import Collection
from dataclasses import dataclass

from medianest.catalog import queries
from medianest.catalog.errors import NoSuchTitleError
from medianest.catalog.learning import Learning
from medianest.catalog.queries.seasons import SeasonFacts
from medianest.catalog.queries.titles import Title
from medianest.catalog.tmdb import Found
from medianest.kit.media import MediaType, TitleKey
from medianest.monitoring.schemas import ServiceConfig


@dataclass(frozen=True, slots=True)
class Catalog:
    """Facts about titles. Only `fetch` and `find` ever ask TMDB."""

    learning: Learning

    async def title(self, key: TitleKey, language: str | None = None) -> Title | None:
        """What is stored about a title; None if it was never seen."""
        return (await self.titles([key], language)).get(key)

    async def titles(
        self, keys: Collection[TitleKey], language: str | None = None
    ) -> dict[TitleKey, Title]:
        """What is stored about each of `keys`, by one statement a kind."""
        found = await queries.titles.titles(keys, language or self.learning.home.language)
        return {one.key: one for one in found}

    async def seasons(self, tmdb_id: int) -> list[SeasonFacts]:
        """What is stored about a show's seasons."""
        return await queries.seasons.of(tmdb_id)

    async def fetch(self, key: TitleKey) -> Title:
        """Make sure that a title's details are stored, and a show's episodes, and stay good.

        Raises NoSuchTitleError, and CatalogUnavailableError or another of `AWAY` when TMDB does
        not answer.
        """
        known = await self.title(key)
        if known is None or known.fetched_at is None:
            await self.learning.title(key, background=False)
            known = await self.title(key)
        if known is None:
            raise NoSuchTitleError
        await queries.storing.care([key])
        if key.media_type == "tv":
            await self._fetch_episodes(key.tmdb_id)
        return known

    async def _fetch_episodes(self, show: int) -> None:
        for number in await queries.seasons.missing(show):
            try:
                await self.learning.season(show, number, background=False)
            except NoSuchTitleError:
                await queries.seasons.gone(show, number)

    async def find(
        self, *, imdb_id: str | None, tvdb_id: int | None, media_type: MediaType
    ) -> int | None:
        """TMDB's number of what IMDb or TVDB call so; None when nobody knows it.

        Raises one of `AWAY` when TMDB does not answer.
        """
        stored = await queries.titles.by_external(media_type, imdb_id=imdb_id, tvdb_id=tvdb_id)
        if stored is not None:
            return stored
        for source, number in (("imdb_id", imdb_id), ("tvdb_id", tvdb_id)):
            found = await self._ask(source, number, media_type) if number else None
            if found is not None:
                return found
        return None

    async def care(self, keys: Collection[TitleKey]) -> None:
        """Keep titles up to date that somebody requested or has; rows only, nothing is asked."""
        await queries.storing.care(keys)

    async def check(self, config: ServiceConfig) -> str:
        """Whether TMDB answers and accepts the key; the probe of monitoring."""
        return await self.learning.tmdb.check(config)

    async def _ask(self, source: str, number: str | int, media_type: MediaType) -> int | None:
        params = {"external_source": source, "language": self.learning.home.language}
        try:
            answer = await self.learning.tmdb.get(f"/find/{number}", Found, params, background=True)
        except NoSuchTitleError:
            return None
        found = answer.movie_results if media_type == "movie" else answer.tv_results
        return next((one.id for one in found or []), None)
