"""Which titles each of TMDB's lists, searches and discoveries holds, and their pages."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from tests.standins.calls import Json
from tests.standins.tmdb_shapes import number_from, text
from tests.standins.world import AnyTitle, Show, World

PER_PAGE = 20
MOST_PAGES = 500


def page_of(
    found: Sequence[Any], page: int, show: Callable[[Any], Json], per_page: int = PER_PAGE
) -> Json:
    """One page of results, as TMDB counts them."""
    first = (page - 1) * per_page
    pages = -(-len(found) // per_page)
    return {
        "page": page,
        "results": [show(one) for one in found[first : first + per_page]],
        "total_pages": min(pages, MOST_PAGES),
        "total_results": len(found),
    }


def named(world: World, media_type: str, which: str) -> list[AnyTitle] | None:
    """The titles of one of the fixed lists, in their order; None if there is no such list."""
    every = every_title(world, media_type)
    if which == "popular":
        return every
    if which == "top_rated":
        return sorted(every, key=lambda one: -one.vote_average)
    chosen = _CHOSEN.get((media_type, which))
    return None if chosen is None else [one for one in every if chosen(one, world.today)]


def trending(world: World, media_type: str, window: str) -> list[AnyTitle]:
    """The 400 that everybody talks about: others in a day than in a week."""
    every = every_title(world, media_type)
    of_these = sorted(
        every,
        key=lambda one: -one.popularity * (number_from(window, one.tmdb_id) % 100),
    )
    return of_these[:400]


def every_title(world: World, media_type: str) -> list[AnyTitle]:
    """Those of a kind, or of both for `all`, the most popular first and no adult ones."""
    films: list[AnyTitle] = list(world.every_film) if media_type != "tv" else []
    shows: list[AnyTitle] = list(world.every_show) if media_type != "movie" else []
    both = [one for one in films + shows if not one.adult]
    return sorted(both, key=lambda one: -one.popularity) if media_type == "all" else both


def search(world: World, media_type: str, query: dict[str, str]) -> list[AnyTitle]:
    """Titles with the words in any of their names, the most popular first."""
    words = query.get("query", "").casefold().strip()
    if not words:
        return []
    year = query.get("year") or query.get("primary_release_year")
    year = year or query.get("first_air_date_year")
    every = every_title(world, media_type)
    if query.get("include_adult") == "true":
        every = [one for one in world.every_film if media_type != "tv"] + [
            one for one in every if one.media_type == "tv"
        ]
    return [
        one
        for one in every
        if any(words in name.casefold() for name in (*one.titles.values(), one.original_title))
        and (not year or str(one.year) == year)
    ]


def discover(world: World, media_type: str, query: dict[str, str]) -> list[AnyTitle]:
    """Titles that every filter lets through, in the order asked for."""
    kept = [one for one in every_title(world, media_type) if _passes(one, query)]
    key, _, direction = query.get("sort_by", "popularity.desc").rpartition(".")
    return sorted(kept, key=_order(key), reverse=direction == "desc")


def _passes(one: AnyTitle, query: dict[str, str]) -> bool:
    dated = "primary_release_date" if one.media_type == "movie" else "first_air_date"
    oldest, newest = query.get(f"{dated}.gte", ""), query.get(f"{dated}.lte", "9999")
    exact = query.get("primary_release_year") or query.get("first_air_date_year")
    day = text(one.release_date)
    if (oldest or newest != "9999") and not (day and oldest <= day <= newest):
        return False
    if exact and str(one.year) != exact:
        return False
    return (
        _has_genres(one, query.get("with_genres", ""))
        and one.vote_average >= float(query.get("vote_average.gte", 0))
        and one.vote_average <= float(query.get("vote_average.lte", 10))
        and one.vote_count >= int(query.get("vote_count.gte", 0))
        and query.get("with_original_language", one.language) == one.language
    )


def _has_genres(one: AnyTitle, wanted: str) -> bool:
    """A comma means all of them, a bar any."""
    if not wanted:
        return True
    if "|" in wanted:
        return any(int(number) in one.genres for number in wanted.split("|"))
    return all(int(number) in one.genres for number in wanted.split(","))


def _order(key: str) -> Callable[[AnyTitle], Any]:
    match key:
        case "vote_average":
            return lambda one: one.vote_average
        case "vote_count":
            return lambda one: one.vote_count
        case "primary_release_date" | "first_air_date" | "release_date":
            return lambda one: text(one.release_date)
        case "title" | "name" | "original_title" | "original_name":
            return lambda one: one.original_title
    return lambda one: one.popularity


def _is_coming(one: AnyTitle, today: date) -> bool:
    return one.release_date is not None and one.release_date > today


def _is_playing(one: AnyTitle, today: date) -> bool:
    released = one.release_date
    return released is not None and today - timedelta(days=45) < released <= today


def _airs(one: AnyTitle, today: date, days: int) -> bool:
    until = today + timedelta(days=days)
    return isinstance(one, Show) and any(
        episode.air_date is not None and today <= episode.air_date < until
        for episode in one.seasons[-1].episodes
    )


_CHOSEN: dict[tuple[str, str], Callable[[AnyTitle, date], bool]] = {
    ("movie", "upcoming"): _is_coming,
    ("movie", "now_playing"): _is_playing,
    ("tv", "on_the_air"): lambda one, today: _airs(one, today, 7),
    ("tv", "airing_today"): lambda one, today: _airs(one, today, 1),
}
