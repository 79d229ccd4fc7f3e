"""Proposals over HTTP, for the owner."""

from typing import Annotated
from uuid import UUID

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from medianest.accounts.guards import requires
from medianest.accounts.principal import Principal
from medianest.kit.paging import place, stretch
from medianest.kit.wire import Page
from medianest.requests.removals.schemas import Removal
from medianest.requests.removals.service import Removals

Me = NamedDependency[Principal]
Service = NamedDependency[Removals]
Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Cursor = Annotated[str, QueryParameter(max_length=10)]


@get("/")
async def list_removals(removals: Service, limit: Limit = 50, cursor: Cursor = "") -> Page[Removal]:
    """What nobody watched and waits for a decision, the largest first."""
    start = place(cursor)
    found, total = await removals.page(limit=limit, offset=start)
    return stretch(found, start=start, total=total)


@post("/{proposal_id:uuid}/keep", status_code=204)
async def keep_title(proposal_id: FromPath[UUID], me: Me, removals: Service) -> None:
    """Leave it in Plex; it is proposed again when still nobody has watched it for as long."""
    await removals.keep(proposal_id, by=me.id)


@post("/{proposal_id:uuid}/remove", status_code=204)
async def remove_title(proposal_id: FromPath[UUID], me: Me, removals: Service) -> None:
    """Have it removed from Plex, files and all."""
    await removals.remove(proposal_id, by=me.id)


def router(base: str) -> Router:
    """All routes about removals, below `base`."""
    handlers = [list_removals, keep_title, remove_title]
    return Router(
        f"{base}/admin/removals",
        route_handlers=handlers,
        guards=[requires("settings.manage")],
        tags=["requests"],
    )
