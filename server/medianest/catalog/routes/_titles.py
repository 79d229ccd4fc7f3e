"""Films, shows, people and collections over HTTP."""

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from medianest.catalog.pages import Pages
from medianest.catalog.routes._asked import Cursor, Me, Spoken
from medianest.catalog.schemas import FilmPage, Found, SeasonPage, ShowPage
from medianest.catalog.searching import Search, Searching, SearchType

# The longest titles there are have some four hundred letters.
Words = Annotated[str, QueryParameter(max_length=500)]
Year = Annotated[int | None, QueryParameter(ge=1870, le=2100)]


@get("/search")
async def search_media(  # noqa: PLR0913, PLR0917 - what a search is made of
    me: Me,
    locale: Spoken,
    searching: NamedDependency[Searching],
    q: Words = "",
    kind: Annotated[SearchType, QueryParameter(name="type")] = "all",
    year: Year = None,
    cursor: Cursor = "",
) -> Found:
    """Films, shows, people and collections of that name; without words nothing."""
    wanted = Search(words=q, kind=kind, year=year, cursor=cursor)
    return await searching.find(wanted, me, locale)


@get("/movie/{tmdb_id:int}")
async def get_film(
    tmdb_id: FromPath[int], me: Me, locale: Spoken, pages: NamedDependency[Pages]
) -> FilmPage:
    """All about a film."""
    return await pages.film(tmdb_id, me, locale)


@get("/tv/{tmdb_id:int}")
async def get_show(
    tmdb_id: FromPath[int], me: Me, locale: Spoken, pages: NamedDependency[Pages]
) -> ShowPage:
    """All about a show."""
    return await pages.show(tmdb_id, me, locale)


@get("/tv/{tmdb_id:int}/seasons/{number:int}")
async def get_season(
    tmdb_id: FromPath[int],
    number: FromPath[int],
    me: Me,
    locale: Spoken,
    pages: NamedDependency[Pages],
) -> SeasonPage:
    """A season with its episodes."""
    return await pages.season(tmdb_id, number, me, locale)
