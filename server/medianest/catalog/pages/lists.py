"""Lists as people see them."""

import asyncio
import contextlib
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import msgspec
from cachetools import TTLCache

from medianest.accounts.principal import Principal
from medianest.catalog import queries
from medianest.catalog.answers import told
from medianest.catalog.charting import Charting
from medianest.catalog.charts import CHARTS, LISTS
from medianest.catalog.errors import AWAY, NoSuchListError
from medianest.catalog.flights import Flights
from medianest.catalog.locale import Locale
from medianest.catalog.pages.cards import Cards
from medianest.catalog.queries.lists import StoredList
from medianest.catalog.schemas import Genre, ListedTitles, MediaList
from medianest.infra.jobs import Jobs, Run
from medianest.infra.jobs.errors import NoSuchScheduleError
from medianest.kit.clock import Clock, now
from medianest.kit.media import MediaType
from medianest.kit.paging import place, stretch

TRANSLATE = "catalog.translate"
_FILLED = frozenset({"tmdb", "genre"})
_NOTE_EVERY_SECONDS = 3600.0
_PATIENCE_SECONDS = 3.0
_MOST_LANGUAGES = 200


class Translation(msgspec.Struct, frozen=True):
    """A language that somebody began to read in."""

    language: str


@dataclass(frozen=True, slots=True)
class _Noted:
    """Whether lists are kept in a language, and which were looked at since that was noted."""

    kept: bool
    spoken: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Lists:
    """Shows lists and genres from the database; one that was never filled is filled first."""

    charting: Charting
    cards: Cards
    flights: Flights[None]
    jobs: Jobs
    fresh_for: timedelta
    clock: Clock = now
    _noted: TTLCache[str, _Noted] = field(
        default_factory=partial(TTLCache, _MOST_LANGUAGES, _NOTE_EVERY_SECONDS)
    )

    async def every(self, me: Principal) -> list[MediaList]:
        """All lists that `me` may see."""
        found = await queries.lists.every(me.id)
        if not any(one.slug == CHARTS[0].list.slug for one in found):
            await self._begin()
            found = await queries.lists.every(me.id)
        return [shown(one, me) for one in found]

    async def titles(
        self, slug: str, me: Principal, locale: Locale, *, cursor: str, limit: int
    ) -> ListedTitles:
        """A stretch of a list. Raises NoSuchListError, CatalogUnavailableError."""
        start = place(cursor)
        found = await self._filled(slug, me)
        if (noted := await self._note(locale.language)) is not None:
            await self._speak(found, locale.language, noted.spoken)
        known, total = await queries.lists.page(
            found.id, locale.language, age_limit=me.age_limit, start=start, size=limit
        )
        page = stretch(await self.cards.shown(known, me), start=start, total=total)
        as_of = found.updated_at or self.clock()
        return ListedTitles(
            slug=found.slug,
            title=found.title,
            items=page.items,
            total=total,
            next_cursor=page.next_cursor,
            as_of=as_of,
            stale=found.kind in _FILLED and self.clock() - as_of > self.fresh_for,
        )

    async def genres(self, media_type: MediaType | None, locale: Locale) -> list[Genre]:
        """All genres, in the reader's language as far as that is known."""
        found = await queries.genres.named(media_type, locale.language)
        if not found or not all(one.translated for one in found):
            try:
                await self._read_genres(locale.language)
            except AWAY as failure:
                if not found:
                    raise told(failure) from failure
            found = await queries.genres.named(media_type, locale.language)
        return [Genre(id=one.tmdb_id, name=one.name, media_type=one.media_type) for one in found]

    async def translate(self, wanted: Translation, run: Run) -> None:
        """Read all lists in another language; the job of whoever was first to want it."""
        charts = await self.charting.every()
        for done, chart in enumerate(charts):
            await run.progress(done / len(charts), chart.list.slug)
            try:
                await self.charting.fill(chart, wanted.language, pages=chart.pages, background=True)
            except AWAY:
                # The hourly refresh reads them in this language as well.
                return

    async def _begin(self) -> None:
        await self.charting.declare()
        # Nobody has looked before: the first rows of posters should not wait for the hour.
        with contextlib.suppress(NoSuchScheduleError):
            await self.jobs.run_now(LISTS)

    async def _filled(self, slug: str, me: Principal) -> StoredList:
        found = await queries.lists.one(slug, me.id)
        if found is not None and (found.kind not in _FILLED or found.updated_at is not None):
            return found
        chart = await self.charting.find(slug)
        if chart is None:
            raise NoSuchListError
        home = self.charting.learning.home.language
        try:
            await self.flights.join(
                f"list/{slug}",
                lambda: self.charting.fill(chart, home, pages=1, background=False),
            )
        except AWAY as failure:
            raise told(failure) from failure
        found = await queries.lists.one(slug, me.id)
        if found is None:
            raise NoSuchListError
        return found

    async def _read_genres(self, language: str) -> None:
        await self.flights.join(
            f"genres/{language}", lambda: self.charting.genres(language, background=False)
        )

    async def _note(self, language: str) -> _Noted | None:
        """Note what is read in; None unless lists are kept in that language beside our own."""
        if language == self.charting.learning.home.language:
            return None
        noted = self._noted.get(language)
        if noted is not None:
            return noted if noted.kept else None
        new = await queries.genres.note_language(language)
        noted = self._noted[language] = _Noted(kept=new is not None)
        if new:
            await self.jobs.enqueue(
                TRANSLATE, Translation(language), unique=f"catalog:translate:{language}"
            )
        return noted if noted.kept else None

    async def _speak(self, found: StoredList, language: str, spoken: set[str]) -> None:
        """Read the top of a list in a language at once: the job comes to it only in its turn."""
        if found.slug in spoken:
            return
        spoken.add(found.slug)
        chart = await self.charting.find(found.slug)
        if chart is None or not await queries.lists.is_foreign(found.id, language):
            return
        # Whoever looks would rather read our own language soon than theirs late.
        with contextlib.suppress(*AWAY, TimeoutError):
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await self.flights.join(
                    f"list/{found.slug}/{language}",
                    lambda: self.charting.fill(chart, language, pages=1, background=False),
                )


def shown(one: StoredList, me: Principal) -> MediaList:
    """A list as `me` sees it among others."""
    return MediaList(
        slug=one.slug,
        title=one.title,
        media_type=one.media_type,
        kind=one.kind,
        count=one.items,
        updated_at=one.updated_at,
        mine=me.id in {one.person, one.made_by},
    )
