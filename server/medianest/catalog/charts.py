"""The lists that TMDB keeps, under the names by which people find them here."""

from collections.abc import Mapping
from typing import Final

import msgspec

from medianest.catalog.facts import Named
from medianest.catalog.queries.lists import NewList
from medianest.kit.media import MediaType

LISTS = "catalog.lists"
"""The schedule that reads them all."""


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """Where a list comes from, and how much of it is kept."""

    list: NewList
    path: str
    media_type: MediaType | None
    params: Mapping[str, str] = {}
    pages: int = 5
    """Of twenty titles."""


def _chart(position: int, slug: str, title: str, media_type: MediaType | None, path: str) -> Chart:
    wanted = NewList(
        slug=slug, title=title, media_type=media_type or "mixed", kind="tmdb", position=position
    )
    return Chart(list=wanted, path=path, media_type=media_type)


CHARTS: Final = (
    _chart(1, "trending", "Trending", None, "/trending/all/day"),
    _chart(2, "popular-movies", "Popular films", "movie", "/movie/popular"),
    _chart(3, "popular-tv", "Popular shows", "tv", "/tv/popular"),
    _chart(4, "now-playing-movies", "Films in cinemas now", "movie", "/movie/now_playing"),
    _chart(5, "now-playing-tv", "Shows with a new episode today", "tv", "/tv/airing_today"),
    _chart(6, "upcoming-movies", "Films that are coming", "movie", "/movie/upcoming"),
    _chart(7, "upcoming-tv", "Shows with a new episode this week", "tv", "/tv/on_the_air"),
    _chart(8, "top-rated-movies", "Best rated films", "movie", "/movie/top_rated"),
    _chart(9, "top-rated-tv", "Best rated shows", "tv", "/tv/top_rated"),
)
"""The lists that are always there."""

_GENRE_PAGES = 2
_GENRE_POSITION = 100


def genre_chart(media_type: MediaType, genre: Named) -> Chart:
    """The most popular titles of a genre."""
    wanted = NewList(
        slug=f"genre-{media_type}-{genre.id}",
        title=genre.name,
        media_type=media_type,
        kind="genre",
        position=_GENRE_POSITION,
    )
    return Chart(
        list=wanted,
        path=f"/discover/{media_type}",
        media_type=media_type,
        params={
            "with_genres": str(genre.id),
            "sort_by": "popularity.desc",
            "include_adult": "false",
        },
        pages=_GENRE_PAGES,
    )
