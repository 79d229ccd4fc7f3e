"""What HTTP asks of every route, so that no route has to think of it."""

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import RequestEncodingType, ScopeType
from litestar.handlers import HTTPRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.params import BodyKwarg
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from medianest.kit.errors import MediaNestError


class NotJsonError(MediaNestError):
    """The body says that it is something else than the JSON that the route reads."""

    status = 415
    code = "not_json"
    title = "Please send this as application/json"


class OnlyJson(ASGIMiddleware):
    """Refuses a body that is declared to be anything but JSON where JSON is read.

    A body without a declaration is read as JSON. A form of a strange page cannot leave it out.
    """

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Look at the declaration before anybody reads the body."""
        declared = MutableScopeHeaders(scope).get("content-type", "")
        if declared and _reads_json(scope["route_handler"]) and not _is_json(declared):
            raise NotJsonError
        await next_app(scope, receive, send)


def answering_heads(app: ASGIApp) -> ASGIApp:
    """Answer HEAD wherever GET is answered: with the same head, and no body."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] != "HEAD":
            await app(scope, receive, send)
            return
        scope["method"] = "GET"
        try:
            await app(scope, receive, _without_body(send))
        finally:
            scope["method"] = "HEAD"

    return answer


def _without_body(send: Send) -> Send:
    ended = False

    async def send_head(message: Message) -> None:
        nonlocal ended
        if message["type"] != "http.response.body":
            await send(message)
        elif not ended:
            ended = True
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    return send_head


def _reads_json(handler: object) -> bool:
    if not isinstance(handler, HTTPRouteHandler) or handler.parsed_data_field is None:
        return False
    body = handler.parsed_data_field.kwarg_definition
    return isinstance(body, BodyKwarg) and body.media_type == RequestEncodingType.JSON


def _is_json(declared: str) -> bool:
    essence = declared.partition(";")[0].strip().lower()
    return essence == "application/json" or essence.endswith("+json")
