"""Overseerr over HTTP."""

from typing import Annotated, Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, HeaderParameter, JSONBody, QueryParameter

from medianest.accounts.guards import requires
from medianest.accounts.principal import Principal
from medianest.kit.errors import NotFoundError
from medianest.kit.media import MediaType
from medianest.requests.overseerr.hooking import LARGEST
from medianest.requests.overseerr.schemas import (
    Choices,
    InstallWebhook,
    Started,
    StartImport,
    Webhook,
)
from medianest.requests.overseerr.service import Overseerr

AnyRequest = Request[Any, Any, Any]
Kind = Annotated[MediaType, QueryParameter(name="mediaType")]
In4k = Annotated[bool, QueryParameter(name="is4k")]
Authorization = Annotated[str, HeaderParameter(name="Authorization", max_length=500)]


@get("/overseerr/options", guards=[requires("requests.manage")])
async def overseerr_options(
    media_type: Kind,
    overseerr: NamedDependency[Overseerr],
    in4k: In4k = False,  # noqa: FBT002 - a query parameter
) -> Choices:
    """How Overseerr can have such a title fetched."""
    return await overseerr.choices(media_type, is4k=in4k)


@get("/overseerr/webhook", guards=[requires("services.manage")])
async def overseerr_webhook(request: AnyRequest, overseerr: NamedDependency[Overseerr]) -> Webhook:
    """Whether Overseerr tells this server at once what happens there."""
    return await overseerr.webhook(str(request.base_url))


@post("/overseerr/webhook", status_code=200, guards=[requires("services.manage")])
async def install_overseerr_webhook(
    request: AnyRequest, data: JSONBody[InstallWebhook], overseerr: NamedDependency[Overseerr]
) -> Webhook:
    """Have Overseerr tell this server at once what happens there."""
    return await overseerr.install(data.url, str(request.base_url), replace=data.replace)


@post("/overseerr/import", status_code=202, guards=[requires("people.manage")])
async def import_overseerr(
    data: JSONBody[StartImport],
    overseerr: NamedDependency[Overseerr],
    me: NamedDependency[Principal],
) -> Started:
    """Take over the people and requests that Overseerr has; repeat it as you like."""
    return Started(job=await overseerr.start_import(me.id, data))


@post(
    "/webhooks/overseerr/{secret:str}",
    status_code=202,
    opt={"public": True},
    request_max_body_size=LARGEST,
)
async def overseerr_says(
    secret: FromPath[str], request: AnyRequest, overseerr: NamedDependency[Overseerr]
) -> None:
    """Hear from Overseerr that something has happened there."""
    await _hear(request, overseerr, secret)


@post("/webhooks/overseerr", status_code=202, opt={"public": True}, request_max_body_size=LARGEST)
async def overseerr_says_with_header(
    request: AnyRequest, overseerr: NamedDependency[Overseerr], authorization: Authorization = ""
) -> None:
    """Hear the same where the secret comes as the Authorization header instead."""
    await _hear(request, overseerr, authorization.removeprefix("Bearer "))


async def _hear(request: AnyRequest, overseerr: Overseerr, secret: str) -> None:
    if not overseerr.hooking.lets_in(secret):
        raise NotFoundError
    await overseerr.hooking.heard(await request.body())


def router(base: str) -> Router:
    """All routes of this package, below `base`."""
    handlers = [
        overseerr_options,
        overseerr_webhook,
        install_overseerr_webhook,
        import_overseerr,
        overseerr_says,
        overseerr_says_with_header,
    ]
    return Router(base, route_handlers=handlers, tags=["overseerr"])
