"""The Plex server over HTTP."""

from typing import Annotated

from litestar import Router, delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec.structs import replace

from medianest.accounts.guards import requires
from medianest.accounts.principal import Principal
from medianest.kit.paging import place, stretch
from medianest.kit.wire import Page
from medianest.monitoring.probes import Probes
from medianest.monitoring.service import Services
from medianest.plex.schemas import (
    Collection,
    ConnectedPlex,
    ConnectPlex,
    Library,
    MediaItem,
    ServerState,
)
from medianest.plex.service import Plex

Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Cursor = Annotated[str, QueryParameter(max_length=20)]
Words = Annotated[str, QueryParameter(min_length=1, max_length=200)]


@put("/services/plex", guards=[requires("services.manage")])
async def connect_plex(
    data: JSONBody[ConnectPlex],
    plex: NamedDependency[Plex],
    probes: NamedDependency[Probes],
    me: NamedDependency[Principal],
    force: FromQuery[bool] = False,  # noqa: FBT002 - a query parameter
) -> ConnectedPlex:
    """Check a Plex server, store how to reach it, and list its libraries.

    With `force` it is stored even while it does not answer.
    """
    connected = await plex.connect(data, force=force, by=me.id)
    status = await probes.test(connected.service.name)
    return replace(connected, service=replace(connected.service, status=status))


# The router knows only the methods of the longest plain path: `DELETE /services/{name}` ends here.
@delete("/services/plex", guards=[requires("services.manage")])
async def disconnect_plex(
    services: NamedDependency[Services], me: NamedDependency[Principal]
) -> None:
    """Forget the Plex server."""
    await services.delete("plex", by=me.id)


@get("/plex/server", guards=[requires("plex.read")])
async def plex_server(plex: NamedDependency[Plex]) -> ServerState:
    """Which server is connected, and where published files go."""
    return await plex.server()


@get("/plex/libraries", guards=[requires("plex.read")])
async def plex_libraries(plex: NamedDependency[Plex]) -> Page[Library]:
    """The libraries as last read, with what fits and why."""
    return Page.whole(await plex.libraries())


@get("/plex/libraries/{key:int}/items", guards=[requires("plex.read")])
async def plex_items(
    key: FromPath[int], plex: NamedDependency[Plex], limit: Limit = 50, cursor: Cursor = ""
) -> Page[MediaItem]:
    """A library's films or shows by title."""
    start = place(cursor)
    found, total = await plex.gateway.page(await plex.address(), key, start=start, size=limit)
    return stretch(found, start=start, total=total)


@get("/plex/libraries/{key:int}/collections", guards=[requires("plex.read")])
async def plex_collections(key: FromPath[int], plex: NamedDependency[Plex]) -> Page[Collection]:
    """A library's collections."""
    return Page.whole(await plex.gateway.collections(await plex.address(), key))


@get("/plex/search", guards=[requires("plex.read")])
async def plex_search(q: Words, plex: NamedDependency[Plex], limit: Limit = 20) -> Page[MediaItem]:
    """What Plex has for these words."""
    found = await plex.gateway.search(await plex.address(), q, size=limit)
    return Page(items=found[:limit], total=len(found))


@get("/plex/recently-added", guards=[requires("plex.read")])
async def plex_recently_added(plex: NamedDependency[Plex], limit: Limit = 20) -> Page[MediaItem]:
    """What came into Plex last."""
    return Page.whole(await plex.gateway.recently_added(await plex.address(), size=limit))


def router(base: str) -> Router:
    """All routes of this slice, below `base`."""
    handlers = [
        connect_plex,
        disconnect_plex,
        plex_server,
        plex_libraries,
        plex_items,
        plex_collections,
        plex_search,
        plex_recently_added,
    ]
    return Router(base, route_handlers=handlers, tags=["plex"])
