"""A person's own link to Trakt over HTTP."""

from datetime import timedelta

from litestar import Router, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_202_ACCEPTED

from medianest.accounts.guards import signed_in
from medianest.accounts.pacing import at_most
from medianest.accounts.principal import Principal
from medianest.catalog.trakt.schemas import ChangeTrakt, TraktState
from medianest.catalog.trakt.service import Trakt

# Every code is asked about until it runs out.
_PACED = at_most(10, "trakt.link", within=timedelta(minutes=10), unless="services.manage")


@get("/")
async def trakt_state(trakt: NamedDependency[Trakt], me: NamedDependency[Principal]) -> TraktState:
    """Whether your account at Trakt is linked, and what to type where while it is not."""
    return await trakt.state(me.id)


@post("/link", status_code=HTTP_200_OK, guards=[_PACED])
async def link_trakt(trakt: NamedDependency[Trakt], me: NamedDependency[Principal]) -> TraktState:
    """Get a code to type at Trakt; the rest happens by itself once you have."""
    return await trakt.link(me.id)


@post("/sync", status_code=HTTP_202_ACCEPTED)
async def sync_trakt(trakt: NamedDependency[Trakt], me: NamedDependency[Principal]) -> TraktState:
    """Read your watchlist and history now."""
    return await trakt.sync(me.id)


@patch("/")
async def change_trakt(
    data: JSONBody[ChangeTrakt],
    trakt: NamedDependency[Trakt],
    me: NamedDependency[Principal],
) -> TraktState:
    """Let what stands on your watchlist become requests, or not."""
    return await trakt.change(me.id, to_requests=data.watchlist_to_requests)


@delete("/")
async def unlink_trakt(trakt: NamedDependency[Trakt], me: NamedDependency[Principal]) -> None:
    """Forget your account at Trakt, and all that was read there."""
    await trakt.unlink(me.id)


def router(base: str) -> Router:
    """All of them."""
    handlers = [trakt_state, link_trakt, sync_trakt, change_trakt, unlink_trakt]
    return Router(f"{base}/trakt", route_handlers=handlers, guards=[signed_in], tags=["trakt"])
