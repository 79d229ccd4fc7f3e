"""What the libraries hold, and reading them anew, over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, PathParameter, QueryParameter

from medianest.accounts.guards import requires
from medianest.accounts.principal import Principal
from medianest.kit.paging import place
from medianest.kit.wire import Page
from medianest.plex.library.queries.reading import Sort, Wanted
from medianest.plex.library.schemas import (
    CollectionItems,
    LibraryItem,
    Report,
    StartedSync,
    StartSync,
    State,
)
from medianest.plex.library.service import Library as Libraries
from medianest.plex.library.shown import Shown
from medianest.plex.schemas import Collection, Library
from medianest.plex.service import Plex

Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Cursor = Annotated[str, QueryParameter(max_length=20)]
Words = Annotated[str, QueryParameter(min_length=1, max_length=200)]
SomeWords = Annotated[str, QueryParameter(max_length=200)]
ServerId = Annotated[str, QueryParameter(max_length=100)]
# No larger than the database, and JSON, can hold.
SectionKey = Annotated[int, PathParameter(ge=0, lt=2**31)]
RatingKey = Annotated[int, PathParameter(ge=0, lt=2**53)]
Kind = Literal["", "movie", "show", "season", "episode", "artist", "album"]
Resolution = Literal["4k", "1080", "720", "sd"]


@get("/libraries", guards=[requires("plex.read")])
async def plex_libraries(
    plex: NamedDependency[Plex], plex_shown: NamedDependency[Shown]
) -> Page[Library]:
    """The libraries as last read, with what fits and why."""
    return Page.whole(await plex_shown.libraries(await plex.libraries()))


@get("/libraries/{key:int}/items", guards=[requires("plex.read")])
async def plex_items(  # noqa: PLR0913, PLR0917 - each is a filter
    key: SectionKey,
    plex_shown: NamedDependency[Shown],
    me: NamedDependency[Principal],
    type: FromQuery[Kind] = "",  # noqa: A002 - a query parameter
    sort: FromQuery[Sort] = "title",
    resolution: FromQuery[Resolution | None] = None,
    server: ServerId = "",
    q: SomeWords = "",
    limit: Limit = 50,
    cursor: Cursor = "",
) -> Page[LibraryItem]:
    """A library's films or shows, or what `type` says of it."""
    wanted = Wanted(type=type, words=q, resolution=resolution, sort=sort)
    return await plex_shown.items(
        server, key, wanted, age=me.age_limit, start=place(cursor), limit=limit
    )


@get("/libraries/{key:int}/collections", guards=[requires("plex.read")])
async def plex_collections(
    key: SectionKey,
    plex_shown: NamedDependency[Shown],
    me: NamedDependency[Principal],
    server: ServerId = "",
) -> Page[Collection]:
    """A library's collections."""
    return Page.whole(await plex_shown.collections(server, key, age=me.age_limit))


@get("/collections/{key:int}", guards=[requires("plex.read")])
async def plex_collection(
    key: RatingKey,
    plex_shown: NamedDependency[Shown],
    me: NamedDependency[Principal],
    server: ServerId = "",
) -> CollectionItems:
    """A collection with what is in it."""
    return await plex_shown.collection(server, key, age=me.age_limit)


@get("/search", guards=[requires("plex.read")])
async def plex_search(
    q: Words, plex_shown: NamedDependency[Shown], me: NamedDependency[Principal], limit: Limit = 20
) -> Page[LibraryItem]:
    """What Plex has for these words."""
    return Page.whole(await plex_shown.search(q, age=me.age_limit, limit=limit))


@get("/recently-added", guards=[requires("plex.read")])
async def plex_recently_added(
    plex_shown: NamedDependency[Shown], me: NamedDependency[Principal], limit: Limit = 20
) -> Page[LibraryItem]:
    """What came into Plex last."""
    return Page.whole(await plex_shown.newest(age=me.age_limit, limit=limit))


@post("/sync", status_code=202, guards=[requires("services.manage")])
async def plex_sync(
    data: JSONBody[StartSync], plex_library: NamedDependency[Libraries]
) -> StartedSync:
    """Have the libraries read now: what has changed, or everything."""
    asked = await plex_library.ask_all("person", full=data.full, server=data.server or "")
    return StartedSync(id=asked)


@get("/syncs", guards=[requires("services.manage")])
async def plex_syncs(
    plex_library: NamedDependency[Libraries],
    which: Annotated[State | None, QueryParameter(name="state")] = None,
    cursor: FromQuery[UUID | None] = None,
    limit: Limit = 20,
) -> Page[Report]:
    """What came of reading the libraries, newest first."""
    return await plex_library.reports(state=which, before=cursor, limit=limit)


@post("/syncs/{sync:uuid}/confirm", status_code=202, guards=[requires("services.manage")])
async def confirm_plex_sync(
    sync: FromPath[UUID], plex_library: NamedDependency[Libraries], me: NamedDependency[Principal]
) -> Report:
    """Say that what is missing is gone: it is looked for once more, and then deleted here."""
    return await plex_library.confirm(sync, by=me.id)


@post("/syncs/{sync:uuid}/dismiss", status_code=200, guards=[requires("services.manage")])
async def dismiss_plex_sync(
    sync: FromPath[UUID], plex_library: NamedDependency[Libraries], me: NamedDependency[Principal]
) -> Report:
    """Keep what is missing."""
    return await plex_library.dismiss(sync, by=me.id)


def router(base: str) -> Router:
    """All routes of the library, below `base`."""
    handlers = [
        plex_libraries,
        plex_items,
        plex_collections,
        plex_collection,
        plex_search,
        plex_recently_added,
        plex_sync,
        plex_syncs,
        confirm_plex_sync,
        dismiss_plex_sync,
    ]
    return Router(f"{base}/plex", route_handlers=handlers, tags=["plex"])
