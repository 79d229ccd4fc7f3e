"""What Litestar is told about the description."""

from litestar import Response
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, License, SecurityScheme, Server, Tag
from litestar.router import Router
from litestar.types import Method

from medianest.accounts.cookies import ACCESS_COOKIE
from medianest.app.contract._reading import Document, Reader

PATH = "/schema"
_ABOUT = """What the dashboard and the desktop client use, for programs of your own.

Sign in at `/auth/login` and send the access token as `Authorization: Bearer`. Times are RFC 3339 in
UTC, durations seconds, sizes bytes. Lists are asked for by `limit` and `cursor` and answer
`nextCursor` while there is more. Every failure is a problem document (RFC 9457); its `code` is
stable, its `correlationId` is in the server's log. What is read carries an `ETag`. A path in an
answer (of a picture, of a page) stands below the server's address, as the paths here do."""
_TAGS = {
    "accounts": "People, sign-in, sessions, and what was done.",
    "backups": "Copies of everything, each proven by a restore; and the way back.",
    "dashboard": "The overview.",
    "downloads": "Links, and the videos that they became.",
    "events": "What happens, while it happens.",
    "health": "Whether MediaNest lives and is ready.",
    "household": "Who this appliance is, and its settings.",
    "jobs": "Work in the background.",
    "media": "Films, shows and people of the world, lists of them, and what comes.",
    "notifications": "What people are told, and over which channels.",
    "overseerr": "The Overseerr or Seerr that approved requests are handed to.",
    "plex": "The Plex servers, what they hold, and what plays there.",
    "requests": "What people ask for, and the rules and quotas for it.",
    "services": "Services that MediaNest talks to, and what went wrong.",
    "trakt": "People's watchlists at Trakt.",
}


def openapi_config(version: str, base_path: str = "") -> OpenAPIConfig:
    """Describe every route, at `/schema/openapi.json` for programs and at `/schema` for people."""
    bearer = SecurityScheme(
        type="http", scheme="bearer", description="The access token of a sign-in."
    )
    cookie = SecurityScheme(
        type="apiKey",
        name=ACCESS_COOKIE,
        security_scheme_in="cookie",
        description="A browser's session; what changes something also sends `X-CSRF-Token`.",
    )
    return OpenAPIConfig(
        title="MediaNest",
        version=version,
        servers=[Server(url=base_path or "/")],
        description=_ABOUT,
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        components=Components(security_schemes={"bearer": bearer, "cookie": cookie}),
        tags=[Tag(name=name, description=text) for name, text in _TAGS.items()],
        operation_id_creator=_operation_id,
        render_plugins=[Document(), Reader()],
        openapi_router=Router(
            PATH,
            route_handlers=[],
            after_request=_as_problem,
            include_in_schema=False,
            opt={"anonymous": True},
        ),
    )


def _operation_id(handler: HTTPRouteHandler, _: Method, __: object) -> str:
    first, *others = handler.handler_name.split("_")
    return first + "".join(word.title() for word in others)


def _as_problem(response: Response[bytes]) -> Response[bytes]:
    # Litestar answers an unknown path below its own with a page.
    if response.status_code == NotFoundException.status_code:
        raise NotFoundException
    return response
