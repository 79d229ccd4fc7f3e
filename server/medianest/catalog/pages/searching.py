"""Search: the stored answer, TMDB's, else whatever was seen once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import msgspec
from msgspec.structs import replace

from medianest.accounts.principal import Principal
from medianest.catalog import queries, questions
from medianest.catalog.answers import Answers, Told
from medianest.catalog.errors import AWAY, CatalogNotConnectedError
from medianest.catalog.facts import Hit as HitFact
from medianest.catalog.facts import Hits
from medianest.catalog.images import Pictures
from medianest.catalog.locale import Locale
from medianest.catalog.pages.cards import Cards
from medianest.catalog.queries.titles import Known
from medianest.catalog.rating import Rating
from medianest.catalog.schemas import CollectionHit, Found, Hit, PersonHit, TitleCard
from medianest.kit.clock import Clock, now
from medianest.kit.media import MediaType, TitleKey
from medianest.kit.paging import place, turn

SearchType = Literal["all", "movie", "tv", "person", "collection"]
# TMDB cuts all its lists into pages of twenty, and shows no more than five hundred of them.
PAGE = 20
LAST_PAGE = 500
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody looks for; the cursor is what the page before said."""

    words: str
    kind: SearchType = "all"
    year: int | None = None
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class Searching:
    """Finds titles, people and collections by their names."""

    answers: Answers
    cards: Cards
    pictures: Pictures
    rating: Rating
    clock: Clock = now

    async def find(self, search: Search, me: Principal, locale: Locale) -> Found:
        """One page of what fits. Raises CatalogNotConnectedError where nothing is stored."""
        words = _UNPRINTABLE.sub(" ", search.words).strip()
        page = page_of(search.cursor)
        if not words:
            return _found([], 0, None, as_of=self.clock(), stale=False)
        what: questions.SearchKind = "multi" if search.kind == "all" else search.kind
        question = questions.searching(words, what, locale, year=search.year, page=page)
        try:
            told = await self.answers.told(question, Hits)
        except AWAY as failure:
            found = await self._stored(search, words, me, locale, page)
            if isinstance(failure, CatalogNotConnectedError) and not found.items:
                # "Nothing is called so" would hide what has to be done first.
                raise
            return found
        return await self._shown(search, told, me, locale)

    async def _shown(
        self, search: Search, told: Told[Hits], me: Principal, locale: Locale
    ) -> Found:
        hits = told.fact
        keys = [key for one in hits.hits if (key := _key(one)) is not None]
        known = await queries.titles.cards(keys, locale.language, me.age_limit)
        if me.age_limit is not None:
            await self.rating.learn_later(keys)
        if search.year is not None and search.kind == "all":
            known = [one for one in known if _year(one) == search.year]
        cards = await self.cards.shown(known, me)
        by_key = {one.key: card for one, card in zip(known, cards, strict=True)}
        fitting = await _suitable(hits.hits, me)
        items = [shown for one in fitting if (shown := self._hit(one, by_key)) is not None]
        following = turn(hits.page, last=min(hits.pages, LAST_PAGE))
        return _found(items, hits.total, following, as_of=told.as_of, stale=told.stale)

    async def _stored(
        self, search: Search, words: str, me: Principal, locale: Locale, page: int
    ) -> Found:
        if search.kind in {"person", "collection"}:
            return _found([], 0, None, as_of=self.clock(), stale=True)
        known, total = await queries.searching.search(
            words.split(),
            locale.language,
            media_type=_media_type(search.kind),
            year=search.year,
            age_limit=me.age_limit,
            start=(page - 1) * PAGE,
            size=PAGE,
        )
        items: list[Hit] = [*await self.cards.shown(known, me)]
        following = turn(page, last=pages_of(total))
        return _found(items, total, following, as_of=self.clock(), stale=True)

    def _hit(self, one: HitFact, cards: dict[TitleKey, TitleCard]) -> Hit | None:
        if one.kind == "person":
            photo = self.pictures.image(one.image_path, "photo")
            return PersonHit(tmdb_id=one.id, name=one.name, photo=photo, known_for=one.known_for)
        if one.kind == "collection":
            poster = self.pictures.image(one.image_path, "poster")
            return CollectionHit(
                tmdb_id=one.id, name=one.name, poster=poster, overview=one.overview
            )
        return cards.get(TitleKey(one.kind, one.id))


def page_of(cursor: str) -> int:
    """The page that a cursor stands for. Raises BadInputError for one that is none of ours."""
    return place(cursor, furthest=LAST_PAGE) or 1


def pages_of(total: int) -> int:
    """How many pages the stored titles fill, of which there are `total`."""
    return -(-total // PAGE)


async def _suitable(hits: list[HitFact], me: Principal) -> list[HitFact]:
    """Without collections and famous works that somebody with an age limit may not see."""
    if me.age_limit is None:
        return hits
    numbers = [one.id for one in hits if one.kind == "collection"]
    known = await queries.titles.collections_for(me.age_limit, numbers) if numbers else set()
    mild = [one for one in hits if one.kind != "collection" or one.id in known]
    return [replace(one, known_for=[]) for one in mild]


def _key(hit: HitFact) -> TitleKey | None:
    media_type = _media_type(hit.kind)
    return TitleKey(media_type, hit.id) if media_type else None


def _media_type(kind: SearchType) -> MediaType | None:
    match kind:
        case "movie" | "tv" as media_type:
            return media_type
    return None


def _year(known: Known) -> int | None:
    return known.release_date.year if known.release_date else None


def _found(
    items: Sequence[Hit], total: int, following: str | None, *, as_of: datetime, stale: bool
) -> Found:
    return Found(items=list(items), total=total, next_cursor=following, as_of=as_of, stale=stale)
