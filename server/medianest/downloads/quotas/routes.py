"""The quotas of downloads over HTTP."""

from uuid import UUID

from litestar import Router, delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from medianest.accounts import Principal
from medianest.accounts.guards import requires, signed_in
from medianest.downloads.quotas.schemas import DownloadLimits, DownloadQuota, PersonLimits
from medianest.downloads.quotas.service import Quotas

Me = NamedDependency[Principal]
Service = NamedDependency[Quotas]


@get("/youtube/quota", guards=[signed_in])
async def my_download_quota(me: Me, download_quotas: Service) -> DownloadQuota:
    """What you may still have fetched."""
    return await download_quotas.mine(me)


@get("/admin/download-quotas/{person_id:uuid}", guards=[requires("downloads.manage")])
async def get_download_limits(person_id: FromPath[UUID], download_quotas: Service) -> PersonLimits:
    """The limits of a person, and what is left of them."""
    return await download_quotas.of(person_id)


@put("/admin/download-quotas/{person_id:uuid}", guards=[requires("downloads.manage")])
async def set_download_limits(
    person_id: FromPath[UUID], data: JSONBody[DownloadLimits], me: Me, download_quotas: Service
) -> PersonLimits:
    """Give a person limits of their own; what is null is not limited."""
    return await download_quotas.put(me, person_id, data)


@delete(
    "/admin/download-quotas/{person_id:uuid}",
    status_code=200,
    guards=[requires("downloads.manage")],
)
async def lift_download_limits(
    person_id: FromPath[UUID], me: Me, download_quotas: Service
) -> PersonLimits:
    """Let the usual limits hold for a person again."""
    return await download_quotas.drop(me, person_id)


def router(base: str) -> Router:
    """All routes about these quotas."""
    handlers = [my_download_quota, get_download_limits, set_download_limits, lift_download_limits]
    return Router(base, route_handlers=handlers, tags=["downloads"])
