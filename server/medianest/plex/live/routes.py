"""The present moment over HTTP, and the address that Plex calls."""

from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.handlers import BaseRouteHandler
from litestar.params import Body, FromPath, HeaderParameter, PathParameter, QueryParameter

from medianest.accounts.guards import AnyConnection, requires
from medianest.accounts.principal import Principal
from medianest.kit.errors import NotFoundError
from medianest.kit.pictures import ANY_PICTURE, media_type
from medianest.kit.wire import Page
from medianest.plex.live.discovery import Discovery, FoundServer
from medianest.plex.live.hook import LARGEST, HookAddress, take, understood
from medianest.plex.live.images import Posters
from medianest.plex.live.news import News
from medianest.plex.live.playing import NowPlaying
from medianest.plex.live.schemas import Playing, WebhookAddress

# No larger than the database, and JSON, can hold.
RatingKey = Annotated[int, PathParameter(ge=0, lt=2**53)]
# Nothing else can be passed on in a header.
Token = Annotated[str, HeaderParameter(name="X-Plex-Token", pattern=r"^[!-~]{0,500}$")]
# A picture is compressed already.
_COMPRESSED = {"precompressed": True}


@dataclass(frozen=True, slots=True)
class KnowsSecret:
    """Lets in whoever calls the address that the owner gave to Plex, before anything is read."""

    address: HookAddress

    async def __call__(self, connection: AnyConnection, _: BaseRouteHandler) -> None:
        """Turn the others away as if nothing were here."""
        if not self.address.knows(str(connection.path_params.get("secret", ""))):
            raise NotFoundError


@dataclass
class PlexForm:
    """The form that Plex posts: `payload` is JSON; the picture beside it is passed over."""

    payload: str


@post("/", status_code=204, opt={"public": True})
async def plex_webhook(
    data: Annotated[PlexForm, Body(media_type=RequestEncodingType.MULTI_PART)],
    plex_news: NamedDependency[News],
) -> None:
    """What a Plex server posts when something happens; the picture is not kept."""
    await take(understood(data.payload), plex_news)


@get("/services/plex/webhook", guards=[requires("services.manage")])
async def plex_webhook_address(
    request: Request[Any, Any, Any], plex_hook: NamedDependency[HookAddress]
) -> WebhookAddress:
    """The address to enter in Plex under Settings, Webhooks."""
    return WebhookAddress(url=plex_hook.url(str(request.base_url)))


@get("/plex/now-playing", guards=[requires("plex.read")])
async def plex_now_playing(
    now_playing: NamedDependency[NowPlaying], me: NamedDependency[Principal]
) -> Page[Playing]:
    """What is being watched on all servers that answer."""
    return Page.whole(await now_playing.visible_to(me.age_limit))


@get(
    "/plex/images/{server:str}/{key:int}",
    guards=[requires("plex.read")],
    opt=_COMPRESSED,
    media_type=ANY_PICTURE,
)
async def plex_image(
    server: FromPath[str],
    key: RatingKey,
    posters: NamedDependency[Posters],
    me: NamedDependency[Principal],
    w: Annotated[int, QueryParameter(ge=1, le=2000)] = 240,
) -> Response[bytes]:
    """The poster of an item, at most `w` wide: 120, 180, 240, 360, 480 or 720."""
    content = await posters.content(server, key, w, age_limit=me.age_limit)
    headers = {"Cache-Control": "private, max-age=86400"}
    return Response(content, media_type=media_type(content), headers=headers)


@get("/plex/tv/servers", guards=[requires("services.manage")])
async def plex_tv_servers(
    discovery: NamedDependency[Discovery],
    token: Token = "",
) -> Page[FoundServer]:
    """The owner's servers and their addresses, as plex.tv knows them.

    With the token of the header, else with that of the connected server.
    """
    return Page.whole(await discovery.servers(token))


def routers(base: str, address: HookAddress) -> list[Router]:
    """All routes of this part, below `base`."""
    # Plex cannot sign in: knowing the address is all it has.
    called = Router(
        f"{address.path}/{{secret:str}}",
        route_handlers=[plex_webhook],
        guards=[KnowsSecret(address)],
        opt={"anonymous": True},
        request_max_body_size=LARGEST,
        tags=["plex"],
    )
    asked = [plex_webhook_address, plex_now_playing, plex_image, plex_tv_servers]
    return [called, Router(base, route_handlers=asked, tags=["plex"])]
