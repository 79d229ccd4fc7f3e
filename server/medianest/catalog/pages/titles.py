"""The pages about one film, show or season."""

from dataclasses import dataclass

from msgspec.structs import asdict

from medianest.accounts.principal import Principal
from medianest.catalog import queries, questions
from medianest.catalog.answers import Answers, Told
from medianest.catalog.errors import AWAY, NoSuchSeasonError, NoSuchTitleError
from medianest.catalog.facts import Details, SeasonDetails, Summary
from medianest.catalog.locale import Locale
from medianest.catalog.pages.cards import Cards
from medianest.catalog.pages.showing import NO_SEASON, Near, Showing, episode
from medianest.catalog.queries.titles import Known
from medianest.catalog.schemas import FilmPage, SeasonPage, ShowPage, TitleCard, TitlePage
from medianest.catalog.standing import Standings
from medianest.kit.media import TitleKey


@dataclass(frozen=True, slots=True)
class _Seen:
    """A title as somebody may see it."""

    fact: Details
    known: Known
    page: TitlePage


@dataclass(frozen=True, slots=True)
class Pages:
    """Puts pages together from what is stored, and asks TMDB for what never was."""

    answers: Answers
    cards: Cards
    showing: Showing
    standings: Standings

    async def film(self, number: int, me: Principal, locale: Locale) -> FilmPage:
        """A film. Raises NoSuchTitleError, CatalogUnavailableError."""
        seen = await self._seen(TitleKey(media_type="movie", tmdb_id=number), me, locale)
        return FilmPage(**asdict(seen.page))

    async def show(self, number: int, me: Principal, locale: Locale) -> ShowPage:
        """A show. Raises NoSuchTitleError, CatalogUnavailableError."""
        seen = await self._seen(TitleKey("tv", number), me, locale)
        fact = seen.fact
        standings = await self.standings.seasons(number, me.id)
        return ShowPage(
            **asdict(seen.page),
            seasons=self.showing.seasons(fact, standings, seen.known.min_age),
            next_episode=episode(fact.next_episode),
            last_episode=episode(fact.last_episode),
            networks=fact.networks,
            created_by=fact.created_by,
        )

    async def season(self, show: int, number: int, me: Principal, locale: Locale) -> SeasonPage:
        """A season. Raises NoSuchSeasonError, NoSuchTitleError, CatalogUnavailableError."""
        known = await self._known(TitleKey("tv", show), me, locale)
        about = questions.about_season(show, number, locale)
        try:
            told = await self.answers.told(about, SeasonDetails)
        except NoSuchTitleError as missing:
            raise NoSuchSeasonError from missing
        fact = told.fact
        standing = (await self.standings.seasons(show, me.id)).get(number, NO_SEASON)
        return SeasonPage(
            number=fact.number,
            name=fact.name,
            overview=fact.overview,
            poster=self.showing.poster(fact.poster_path, known.min_age),
            episodes=self.showing.episodes(fact, standing, known.min_age),
            as_of=told.as_of,
            stale=told.stale,
        )

    async def _known(self, key: TitleKey, me: Principal, locale: Locale) -> Known:
        found = await queries.titles.cards([key], locale.language, me.age_limit)
        if found:
            return found[0]
        # Nobody has looked at it yet, so nobody knows for whom it is.
        return (await self._seen(key, me, locale)).known

    async def _seen(self, key: TitleKey, me: Principal, locale: Locale) -> _Seen:
        told = await self._told(key, locale)
        fact = told.fact
        similar = [TitleKey(key.media_type, number) for number in fact.similar]
        recommended = [TitleKey(key.media_type, number) for number in fact.recommended]
        keys = list(dict.fromkeys([key, *similar, *recommended]))
        known = await queries.titles.cards(keys, locale.language, me.age_limit)
        if not known or known[0].key != key:
            raise NoSuchTitleError
        cards = await self.cards.shown(known, me)
        by_key: dict[TitleKey, TitleCard] = {
            one.key: card for one, card in zip(known, cards, strict=True)
        }
        near = Near(
            card=cards[0],
            similar=[by_key[one] for one in similar if one in by_key],
            recommended=[by_key[one] for one in recommended if one in by_key],
        )
        return _Seen(fact, known[0], self.showing.title(told, known[0], locale, near))

    async def _told(self, key: TitleKey, locale: Locale) -> Told[Details]:
        try:
            return await self.answers.told(questions.about_title(key, locale), Details)
        except AWAY:
            # Seen in a list only: its page says what the list said.
            at = await queries.titles.updated_at(key)
            known = await queries.titles.cards([key], locale.language, None)
            if at is None or not known:
                raise
            return Told(_bare(known[0]), at, stale=True)


def _bare(known: Known) -> Details:
    return Details(
        summary=Summary(key=known.key, title=known.title, overview=known.overview),
    )
