"""The Plex server over HTTP."""

from litestar import Router, delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody
from msgspec.structs import replace

from medianest.accounts.guards import requires
from medianest.accounts.principal import Principal
from medianest.monitoring.probes import Probes
from medianest.monitoring.service import Services
from medianest.plex.schemas import ConnectedPlex, ConnectPlex, ServerState
from medianest.plex.service import Plex


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


def router(base: str) -> Router:
    """All routes of this slice, below `base`."""
    handlers = [
        connect_plex,
        disconnect_plex,
        plex_server,
    ]
    return Router(base, route_handlers=handlers, tags=["plex"])
