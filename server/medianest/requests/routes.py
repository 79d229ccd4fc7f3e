"""Requests over HTTP."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, Router, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED
from litestar.types import Guard

from medianest.accounts import Principal
from medianest.accounts.guards import requires, signed_in
from medianest.accounts.pacing import at_most
from medianest.kit.media import MediaType
from medianest.kit.wire import Page
from medianest.requests.queries.narrowing import Filter
from medianest.requests.quotas.schemas import Quota
from medianest.requests.schemas import (
    Approval,
    AskFor,
    Bulk,
    BulkOutcome,
    ChangeRequest,
    Counts,
    Fulfilment,
    Refusal,
    Request,
    Sort,
)
from medianest.requests.service import Requests
from medianest.requests.states import State

Me = NamedDependency[Principal]
Service = NamedDependency[Requests]
Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Words = Annotated[str, QueryParameter(max_length=200)]

_JOINED = ResponseSpec(Request, description="There is one already, which you follow now")
# Far above what anybody wishes for; each request is told to every manager.
_PACED = at_most(120, "requests.create", within=timedelta(minutes=10), unless="requests.manage")
_CREATES: list[Guard] = [requires("requests.create"), _PACED]
_MANAGES = [requires("requests.manage")]


@post("/", guards=_CREATES, responses={200: _JOINED})
async def ask_for(data: JSONBody[AskFor], me: Me, requests: Service) -> Response[Request]:
    """Ask for a title: 201 for a new request, 200 if there is one that you have joined."""
    asked = await requests.ask(me, data)
    joined = asked.outcome == "joined"
    shown = await requests.one(me, asked.request)
    return Response(
        msgspec.structs.replace(shown, joined=joined),
        status_code=HTTP_200_OK if joined else HTTP_201_CREATED,
    )


@get("/")
async def list_requests(  # noqa: PLR0913 - each is a query parameter
    me: Me,
    requests: Service,
    *,
    which: Annotated[State | None, QueryParameter(name="state")] = None,
    media_type: Annotated[MediaType | None, QueryParameter(name="mediaType")] = None,
    mine: FromQuery[bool] = False,
    person: FromQuery[UUID | None] = None,
    q: Words = "",
    is4k: FromQuery[bool | None] = None,
    sort: FromQuery[Sort] = "newest",
    cursor: Words = "",
    limit: Limit = 20,
) -> Page[Request]:
    """What you ask for or follow; everybody's for those who manage requests."""
    wanted = Filter(state=which, media_type=media_type, mine=mine, person=person, q=q, is4k=is4k)
    return await requests.page(me, wanted, sort=sort, cursor=cursor, limit=limit)


@get("/counts")
async def count_requests(
    me: Me,
    requests: Service,
    *,
    mine: FromQuery[bool] = False,
) -> Counts:
    """How many requests are in each state."""
    return await requests.counts(me, Filter(mine=mine))


@get("/quota")
async def get_quota(me: Me, requests: Service) -> Quota:
    """What you may ask for, and how much of it you have."""
    return await requests.quotas.mine(me)


@post("/bulk", status_code=200, guards=_MANAGES)
async def steer_many(data: JSONBody[Bulk], me: Me, requests: Service) -> BulkOutcome:
    """The same for up to a hundred requests; each is done or refused by itself."""
    return await requests.bulk(me, data)


@get("/{request_id:uuid}")
async def get_request(request_id: FromPath[UUID], me: Me, requests: Service) -> Request:
    """One request, with its timeline."""
    return await requests.detail(me, request_id)


@patch("/{request_id:uuid}")
async def edit_request(
    request_id: FromPath[UUID], data: JSONBody[ChangeRequest], me: Me, requests: Service
) -> Request:
    """Ask for something else of the same title, while nobody has decided."""
    await requests.steering.edit(me, request_id, data)
    return await requests.one(me, request_id)


@delete("/{request_id:uuid}", status_code=204, guards=_MANAGES)
async def delete_request(request_id: FromPath[UUID], me: Me, requests: Service) -> None:
    """Forget it altogether."""
    await requests.steering.remove(me, request_id)


@post("/{request_id:uuid}/approve", status_code=200, guards=_MANAGES)
async def approve_request(
    request_id: FromPath[UUID],
    me: Me,
    requests: Service,
    data: JSONBody[Approval | None] = None,
) -> Request:
    """Let it be fetched."""
    await requests.steering.approve(me, request_id, data or Approval())
    return await requests.one(me, request_id)


@post("/{request_id:uuid}/decline", status_code=200, guards=_MANAGES)
async def decline_request(
    request_id: FromPath[UUID],
    me: Me,
    requests: Service,
    data: JSONBody[Refusal | None] = None,
) -> Request:
    """Refuse it; the reason is told."""
    await requests.steering.decline(me, request_id, data.reason if data else "")
    return await requests.one(me, request_id)


@post("/{request_id:uuid}/cancel", status_code=200)
async def cancel_request(request_id: FromPath[UUID], me: Me, requests: Service) -> Request:
    """Take it back."""
    await requests.steering.cancel(me, request_id)
    return await requests.one(me, request_id)


@post("/{request_id:uuid}/retry", status_code=200, guards=_MANAGES)
async def retry_request(request_id: FromPath[UUID], me: Me, requests: Service) -> Request:
    """Try once more what failed."""
    await requests.steering.retry(me, request_id)
    return await requests.one(me, request_id)


@post("/{request_id:uuid}/fulfil", status_code=200, guards=_MANAGES)
async def fulfil_request(
    request_id: FromPath[UUID],
    me: Me,
    requests: Service,
    data: JSONBody[Fulfilment | None] = None,
) -> Request:
    """Say that it is taken care of; with `url` a link is fetched for it."""
    await requests.steering.fulfil(me, request_id, data or Fulfilment())
    return await requests.one(me, request_id)


@post("/{request_id:uuid}/follow", status_code=200, guards=_CREATES)
async def follow_request(request_id: FromPath[UUID], me: Me, requests: Service) -> Request:
    """Be told what becomes of it."""
    await requests.steering.follow(me, request_id)
    return await requests.one(me, request_id)


@delete("/{request_id:uuid}/follow", status_code=204)
async def unfollow_request(request_id: FromPath[UUID], me: Me, requests: Service) -> None:
    """Be told no more."""
    await requests.steering.unfollow(me, request_id)


def router(base: str) -> Router:
    """All routes about requests."""
    handlers = [
        ask_for,
        list_requests,
        count_requests,
        get_quota,
        steer_many,
        get_request,
        edit_request,
        delete_request,
        approve_request,
        decline_request,
        cancel_request,
        retry_request,
        fulfil_request,
        follow_request,
        unfollow_request,
    ]
    return Router(
        f"{base}/media/requests", route_handlers=handlers, guards=[signed_in], tags=["requests"]
    )
