"""Titles by what they are like: TMDB's answer, or the stored ones."""

from dataclasses import dataclass

from medianest.accounts.principal import Principal
from medianest.catalog import queries, questions
from medianest.catalog.answers import Answers
from medianest.catalog.errors import AWAY
from medianest.catalog.facts import Hits
from medianest.catalog.locale import Locale
from medianest.catalog.pages.cards import Cards
from medianest.catalog.pages.searching import LAST_PAGE, PAGE, page_of, pages_of
from medianest.catalog.queries.searching import Wishes
from medianest.catalog.schemas import Discovered
from medianest.kit.clock import Clock, now
from medianest.kit.media import TitleKey
from medianest.kit.paging import turn

_SORTS = {
    ("movie", "popularity"): "popularity.desc",
    ("movie", "vote"): "vote_average.desc",
    ("movie", "date"): "primary_release_date.desc",
    ("movie", "title"): "title.asc",
    ("tv", "popularity"): "popularity.desc",
    ("tv", "vote"): "vote_average.desc",
    ("tv", "date"): "first_air_date.desc",
    ("tv", "title"): "name.asc",
}
# A handful of friends can vote anything to the top.
_FEW_VOTES = "50"


@dataclass(frozen=True, slots=True)
class Discovering:
    """Finds titles by genre, year and vote."""

    answers: Answers
    cards: Cards
    clock: Clock = now

    async def find(
        self, wishes: Wishes, me: Principal, locale: Locale, *, cursor: str
    ) -> Discovered:
        """One page. Whoever has an age limit chooses among the titles whose rating is known."""
        page = page_of(cursor)
        if me.age_limit is not None:
            return await self._stored(wishes, me, locale, page, stale=False)
        params = _params(wishes) | {"page": str(page)}
        question = questions.discovering(wishes.media_type, locale, params)
        try:
            told = await self.answers.told(question, Hits)
        except AWAY:
            return await self._stored(wishes, me, locale, page, stale=True)
        hits = told.fact
        keys = [TitleKey(wishes.media_type, one.id) for one in hits.hits]
        return Discovered(
            items=await self.cards.of(keys, me, locale.language),
            total=hits.total,
            next_cursor=turn(page, last=min(hits.pages, LAST_PAGE)),
            as_of=told.as_of,
            stale=told.stale,
        )

    async def _stored(
        self, wishes: Wishes, me: Principal, locale: Locale, page: int, *, stale: bool
    ) -> Discovered:
        known, total = await queries.searching.discover(
            wishes,
            locale.language,
            age_limit=me.age_limit,
            start=(page - 1) * PAGE,
            size=PAGE,
        )
        return Discovered(
            items=await self.cards.shown(known, me),
            total=total,
            next_cursor=turn(page, last=pages_of(total)),
            as_of=self.clock(),
            stale=stale,
        )


def _params(wishes: Wishes) -> dict[str, str]:
    film = wishes.media_type == "movie"
    dated = "primary_release_date" if film else "first_air_date"
    params = {"sort_by": _SORTS[wishes.media_type, wishes.sort]}
    if wishes.genre is not None:
        params["with_genres"] = str(wishes.genre)
    if wishes.year_from is not None:
        params[f"{dated}.gte"] = f"{wishes.year_from}-01-01"
    if wishes.year_to is not None:
        params[f"{dated}.lte"] = f"{wishes.year_to}-12-31"
    if wishes.vote_from is not None:
        params["vote_average.gte"] = f"{wishes.vote_from:g}"
    if wishes.sort == "vote":
        params["vote_count.gte"] = _FEW_VOTES
    return params
