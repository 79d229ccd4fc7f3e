"""Services and errors over HTTP."""

from typing import Annotated

from litestar import Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from medianest.accounts.guards import requires
from medianest.accounts.principal import Principal
from medianest.kit.paging import place, stretch
from medianest.kit.wire import Page
from medianest.monitoring import queries
from medianest.monitoring.probes import Probes
from medianest.monitoring.schemas import (
    ErrorEntry,
    SaveService,
    Service,
    ServiceStatus,
    Tested,
)
from medianest.monitoring.service import Services

Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Cursor = Annotated[str, QueryParameter(max_length=10)]


@get("/services", guards=[requires("services.manage")])
async def list_services(services: NamedDependency[Services]) -> Page[Service]:
    """Every configured service, without secrets."""
    return Page.whole(await services.list())


@get("/services/status", guards=[requires("services.manage")])
async def services_status(services: NamedDependency[Services]) -> Page[ServiceStatus]:
    """How each service did when it was last looked at."""
    found = await services.list()
    return Page.whole([ServiceStatus(name=one.name, status=one.status) for one in found])


@put("/services/{name:str}", guards=[requires("services.manage")])
async def save_service(
    name: FromPath[str],
    data: JSONBody[SaveService],
    services: NamedDependency[Services],
    probes: NamedDependency[Probes],
    me: NamedDependency[Principal],
) -> Service:
    """Store how to reach a service, and look at it."""
    await services.save(
        name,
        url=data.url,
        secret=data.secret or data.token,
        options=data.options,
        enabled=data.enabled,
        by=me.id,
    )
    await probes.test(name)
    return await services.show(name)


@post("/services/{name:str}/test", status_code=200, guards=[requires("services.manage")])
async def check_service(name: FromPath[str], probes: NamedDependency[Probes]) -> Tested:
    """Look at a service now."""
    status = await probes.test(name)
    well = status.state == "ok"
    return Tested(ok=well, error=None if well else status.detail, status=status)


@delete("/services/{name:str}", guards=[requires("services.manage")])
async def delete_service(
    name: FromPath[str],
    services: NamedDependency[Services],
    me: NamedDependency[Principal],
) -> None:
    """Forget a service."""
    await services.delete(name, by=me.id)


@get("/admin/errors", guards=[requires("jobs.manage")])
async def list_errors(limit: Limit = 50, cursor: Cursor = "") -> Page[ErrorEntry]:
    """What went wrong on the server, latest first."""
    start = place(cursor)
    found, total = await queries.errors(limit=limit, offset=start)
    return stretch(found, start=start, total=total)


def router(base: str) -> Router:
    """All routes of this slice, below `base`."""
    handlers = [
        list_services,
        services_status,
        save_service,
        check_service,
        delete_service,
        list_errors,
    ]
    return Router(base, route_handlers=handlers, tags=["services"])
