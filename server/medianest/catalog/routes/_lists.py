"""Lists, discovery, genres and the calendar over HTTP."""

from datetime import date
from typing import Annotated, Literal

from litestar import delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from medianest.accounts.guards import requires
from medianest.catalog.pages.calendar import Calendar
from medianest.catalog.pages.discovering import Discovering
from medianest.catalog.pages.lists import Lists
from medianest.catalog.pages.own_lists import OwnLists
from medianest.catalog.queries.searching import Wishes
from medianest.catalog.reports import reports
from medianest.catalog.routes._asked import Cursor, Limit, Me, Number, Spoken
from medianest.catalog.schemas import (
    CalendarEntry,
    Discovered,
    Genre,
    ListedTitles,
    MediaList,
    NameList,
    SyncReport,
)
from medianest.kit.media import MediaType, TitleKey
from medianest.kit.wire import Page

_MANAGES = [requires("requests.manage")]
AnyType = Annotated[MediaType | None, QueryParameter(name="type")]
OneType = Annotated[MediaType, QueryParameter(name="type")]
Genres = Annotated[int | None, QueryParameter(ge=1, le=2**31 - 1)]
YearFrom = Annotated[int | None, QueryParameter(name="yearFrom", ge=1870, le=2100)]
YearTo = Annotated[int | None, QueryParameter(name="yearTo", ge=1870, le=2100)]
VoteFrom = Annotated[float | None, QueryParameter(name="voteFrom", ge=0, le=10)]
Sort = Literal["popularity", "vote", "date", "title"]
Since = Annotated[date, QueryParameter(name="from")]
Until = Annotated[date, QueryParameter(name="to")]


@get("/lists")
async def media_lists(me: Me, lists: NamedDependency[Lists]) -> Page[MediaList]:
    """All lists that you may see."""
    return Page.whole(await lists.every(me))


@get("/lists/{slug:str}")
async def media_list(  # noqa: PLR0913, PLR0917 - what a page is made of
    slug: FromPath[str],
    me: Me,
    locale: Spoken,
    lists: NamedDependency[Lists],
    limit: Limit = 20,
    cursor: Cursor = "",
) -> ListedTitles:
    """What stands on a list."""
    return await lists.titles(slug, me, locale, cursor=cursor, limit=limit)


@post("/lists", guards=_MANAGES)
async def make_list(
    data: JSONBody[NameList], me: Me, own_lists: NamedDependency[OwnLists]
) -> MediaList:
    """Make a list that everybody sees."""
    return await own_lists.make(data.title, me)


@patch("/lists/{slug:str}", guards=_MANAGES)
async def rename_list(
    slug: FromPath[str], data: JSONBody[NameList], me: Me, own_lists: NamedDependency[OwnLists]
) -> MediaList:
    """Give a list another title; its address stays."""
    return await own_lists.rename(slug, data.title, me)


@delete("/lists/{slug:str}", guards=_MANAGES)
async def drop_list(slug: FromPath[str], me: Me, own_lists: NamedDependency[OwnLists]) -> None:
    """Forget a list that was made by hand."""
    await own_lists.drop(slug, me)


@put("/lists/{slug:str}/items/{media_type:str}/{tmdb_id:int}", status_code=204, guards=_MANAGES)
async def list_title(
    slug: FromPath[str],
    media_type: FromPath[MediaType],
    tmdb_id: Number,
    me: Me,
    own_lists: NamedDependency[OwnLists],
) -> None:
    """Put a title on a list."""
    await own_lists.put(slug, TitleKey(media_type, tmdb_id), me)


@delete("/lists/{slug:str}/items/{media_type:str}/{tmdb_id:int}", guards=_MANAGES)
async def unlist_title(
    slug: FromPath[str],
    media_type: FromPath[MediaType],
    tmdb_id: Number,
    me: Me,
    own_lists: NamedDependency[OwnLists],
) -> None:
    """Take a title off a list."""
    await own_lists.take(slug, TitleKey(media_type, tmdb_id), me)


@get("/discover")
async def discover_media(  # noqa: PLR0913, PLR0917 - all the ways to choose
    me: Me,
    locale: Spoken,
    discovering: NamedDependency[Discovering],
    kind: OneType = "movie",
    genre: Genres = None,
    year_from: YearFrom = None,
    year_to: YearTo = None,
    vote_from: VoteFrom = None,
    sort: Annotated[Sort, QueryParameter()] = "popularity",
    cursor: Cursor = "",
) -> Discovered:
    """Films or shows of a genre, some years, or a vote."""
    wishes = Wishes(
        media_type=kind,
        genre=genre,
        year_from=year_from,
        year_to=year_to,
        vote_from=vote_from,
        sort=sort,
    )
    return await discovering.find(wishes, me, locale, cursor=cursor)


@get("/genres")
async def media_genres(
    me: Me,  # noqa: ARG001 - signed in is all that is asked
    locale: Spoken,
    lists: NamedDependency[Lists],
    kind: AnyType = None,
) -> Page[Genre]:
    """The genres of films, of shows, or of both."""
    return Page.whole(await lists.genres(kind, locale))


@get("/calendar")
async def media_calendar(
    since: Since, until: Until, me: Me, locale: Spoken, calendar: NamedDependency[Calendar]
) -> Page[CalendarEntry]:
    """What comes out of all that is requested, in Plex or on a list of yours."""
    return Page.whole(await calendar.between(since, until, me, locale))


@get("/sync", guards=[requires("services.manage")])
async def sync_reports() -> Page[SyncReport]:
    """How far the background tasks have come, and what they did last."""
    return Page.whole(await reports())
