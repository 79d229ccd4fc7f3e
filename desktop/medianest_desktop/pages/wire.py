"""What crosses the wire between the client's pages and the client."""

from typing import Any, Final, TypeVar

import msgspec
from aiohttp import web
from msgspec import Struct

T = TypeVar("T")

_LONGEST: Final = 64 * 1024


class Wire(Struct, frozen=True, rename="camel"):
    """Something that the pages read."""


class Input(Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """Something that the pages send."""


async def read(request: web.Request, kind: type[T]) -> T:
    """The body as `kind`. Raises HTTPBadRequest, HTTPUnsupportedMediaType."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="JSON is wanted.\n")
    if (request.content_length or 0) > _LONGEST:
        raise web.HTTPRequestEntityTooLarge(_LONGEST, request.content_length or 0)
    try:
        return msgspec.json.decode(await request.read(), type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
        raise web.HTTPBadRequest(text=f"{wrong}\n") from wrong


def answer(value: Any) -> web.Response:
    """`value` as JSON that nothing keeps."""
    return web.Response(
        body=msgspec.json.encode(value),
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


def done() -> web.Response:
    """Done, and nothing to say about it."""
    return web.Response(status=204)
