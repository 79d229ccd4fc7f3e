"""Quotas over HTTP."""

from litestar import Router, delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from medianest.accounts.guards import requires
from medianest.kit.wire import Page
from medianest.requests.quotas.schemas import AssignedQuota, QuotaLimits
from medianest.requests.quotas.service import Quotas

Service = NamedDependency[Quotas]


@get("/")
async def list_quotas(quotas: Service) -> Page[AssignedQuota]:
    """The quotas that were set, for roles and for people; a person's goes before the role's."""
    return await quotas.page()


@put("/{subject:str}")
async def set_quota(
    subject: FromPath[str], data: JSONBody[QuotaLimits], quotas: Service
) -> AssignedQuota:
    """Set the quota of `role:<role>` or `person:<id>`; what is null is not limited."""
    return await quotas.put(subject, data)


@delete("/{subject:str}", status_code=204)
async def lift_quota(subject: FromPath[str], quotas: Service) -> None:
    """Lift a quota."""
    await quotas.drop(subject)


def router(base: str) -> Router:
    """All routes about quotas."""
    return Router(
        f"{base}/admin/quotas",
        route_handlers=[list_quotas, set_quota, lift_quota],
        guards=[requires("requests.manage")],
        tags=["requests"],
    )
