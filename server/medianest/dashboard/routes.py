"""The overview over HTTP."""

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from medianest.accounts import Principal
from medianest.accounts.guards import signed_in
from medianest.dashboard.schemas import Board, Stats, Summary
from medianest.dashboard.service import Dashboard
from medianest.kit.wire import Page
from medianest.monitoring.schemas import Service


@get("/dashboard")
async def board(dashboard: NamedDependency[Dashboard], me: NamedDependency[Principal]) -> Board:
    """What is new, what is running, what is broken."""
    return await dashboard.board(me)


@get("/dashboard/stats")
async def stats(dashboard: NamedDependency[Dashboard], me: NamedDependency[Principal]) -> Stats:
    """How much there is of what."""
    return await dashboard.stats(me)


@get("/dashboard/status")
async def status(
    dashboard: NamedDependency[Dashboard], me: NamedDependency[Principal]
) -> Page[Service]:
    """Which services are up."""
    return Page.whole(await dashboard.status(me))


@get("/dashboard/status/{service:str}")
async def status_of(
    service: FromPath[str],
    dashboard: NamedDependency[Dashboard],
    me: NamedDependency[Principal],
) -> Service:
    """Whether one service is up."""
    return await dashboard.status_of(me, service)


@get("/summary")
async def summary(dashboard: NamedDependency[Dashboard], me: NamedDependency[Principal]) -> Summary:
    """Flat numbers, for boards such as Homepage and Homarr."""
    return await dashboard.summary(me)


def router(base: str) -> Router:
    """All routes of this slice, below `base`."""
    handlers = [board, stats, status, status_of, summary]
    return Router(base, route_handlers=handlers, guards=[signed_in], tags=["dashboard"])
