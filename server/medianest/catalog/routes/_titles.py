"""Films, shows, people and collections over HTTP."""

from datetime import timedelta
from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter

from medianest.accounts.pacing import at_most
from medianest.catalog.pages.people import People
from medianest.catalog.pages.searching import Search, Searching, SearchType
from medianest.catalog.pages.titles import Pages
from medianest.catalog.routes._asked import MOST, Cursor, Me, Number, Spoken
from medianest.catalog.schemas import (
    CollectionShown,
    FilmPage,
    Found,
    PersonShown,
    SeasonPage,
    ShowPage,
)

# The longest titles there are have some four hundred letters.
Words = Annotated[str, QueryParameter(max_length=500)]
Year = Annotated[int | None, QueryParameter(ge=1870, le=2100)]
# Each question that nobody asked before is a call to TMDB, of which there are few a second.
_PACED = at_most(300, "media.search", within=timedelta(minutes=1), unless="services.manage")


@get("/search", guards=[_PACED])
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
    tmdb_id: Number, me: Me, locale: Spoken, pages: NamedDependency[Pages]
) -> FilmPage:
    """All about a film."""
    return await pages.film(tmdb_id, me, locale)


@get("/tv/{tmdb_id:int}")
async def get_show(
    tmdb_id: Number, me: Me, locale: Spoken, pages: NamedDependency[Pages]
) -> ShowPage:
    """All about a show."""
    return await pages.show(tmdb_id, me, locale)


@get("/tv/{tmdb_id:int}/seasons/{number:int}")
async def get_season(
    tmdb_id: Number,
    number: Annotated[int, PathParameter(ge=0, le=MOST)],
    me: Me,
    locale: Spoken,
    pages: NamedDependency[Pages],
) -> SeasonPage:
    """A season with its episodes."""
    return await pages.season(tmdb_id, number, me, locale)


@get("/person/{tmdb_id:int}")
async def get_person(
    tmdb_id: Number, me: Me, locale: Spoken, people_shown: NamedDependency[People]
) -> PersonShown:
    """Somebody, and what they took part in."""
    return await people_shown.person(tmdb_id, me, locale)


@get("/collection/{tmdb_id:int}")
async def get_collection(
    tmdb_id: Number, me: Me, locale: Spoken, people_shown: NamedDependency[People]
) -> CollectionShown:
    """Films that belong together."""
    return await people_shown.collection(tmdb_id, me, locale)
