"""Where the dashboard, its files and the plain pages are asked for."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Annotated

from litestar import MediaType, Response, get, post, route
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.enums import HttpMethod, RequestEncodingType
from litestar.exceptions import NotFoundException
from litestar.params import Body, FromPath
from litestar.response import Redirect
from litestar.router import Router

from medianest.kit.errors import MediaNestError
from medianest.web.bundle import Asset
from medianest.web.doors import Asked, SetUpForm, SignInForm
from medianest.web.headers import page_policy
from medianest.web.pages import style
from medianest.web.site import Site

_READ = [HttpMethod.GET, HttpMethod.HEAD]


def router() -> Router:
    """Every route of the slice; none of them asks who is there."""
    handlers = [home, file, plain_style, plain_set_up, plain_sign_in, plain_starting]
    return Router(
        "/",
        route_handlers=[*handlers, set_up, sign_in],
        include_in_schema=False,
        opt={"anonymous": True, "precompressed": True},
    )


@route("/", http_method=_READ)
async def home(request: Asked, site: NamedDependency[Site]) -> Response[bytes] | Response[str]:
    """The dashboard; without it, the plain page that fits."""
    if site.bundle is not None:
        return _answer(request, site.bundle.index, site.bundle.policy)
    return _page(site.pages.set_up() if await site.doors.setup_open() else site.pages.sign_in())


@route("/{path:path}", http_method=_READ)
async def file(
    request: Asked, site: NamedDependency[Site], path: FromPath[str]
) -> Response[bytes] | Redirect:
    """A file of the dashboard, or the dashboard itself for an address that only it understands."""
    if site.bundle is None:
        return Redirect(f"{site.pages.base}/")
    asset = site.bundle.find(path)
    if asset is None:
        raise NotFoundException
    return _answer(request, asset, site.bundle.policy)


@get("/plain/style.css", media_type="text/css")
async def plain_style() -> Response[bytes]:
    """How the plain pages look."""
    return Response(style(), media_type="text/css", headers={"Cache-Control": "no-cache"})


@get("/plain/setup")
async def plain_set_up(site: NamedDependency[Site]) -> Response[str] | Redirect:
    """The plain set-up page, as long as there is something to set up."""
    if not await site.doors.setup_open():
        return Redirect(f"{site.pages.base}/plain/sign-in")
    return _page(site.pages.set_up())


@get("/plain/sign-in")
async def plain_sign_in(site: NamedDependency[Site]) -> Response[str]:
    """The plain sign-in page."""
    return _page(site.pages.sign_in())


@get("/plain/starting")
async def plain_starting(site: NamedDependency[Site]) -> Response[str]:
    """What a person sees while MediaNest is starting."""
    return _page(site.pages.starting(), headers={"Refresh": "3"})


@post("/plain/setup", status_code=200)
async def set_up(
    request: Asked,
    site: NamedDependency[Site],
    data: Annotated[SetUpForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[str]:
    """Make the owner and sign them in, without a line of script."""
    try:
        cookies = await site.doors.set_up(request, data)
    except MediaNestError as refusal:
        page = site.pages.set_up(problem=refusal.detail, name=data.name, email=data.email)
        return _page(page, status=refusal.status)
    return _page(site.pages.signed_in(), cookies=cookies)


@post("/plain/sign-in", status_code=200)
async def sign_in(
    request: Asked,
    site: NamedDependency[Site],
    data: Annotated[SignInForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[str]:
    """Sign a person in, without a line of script."""
    try:
        cookies = await site.doors.sign_in(request, data)
    except MediaNestError as refusal:
        page = site.pages.sign_in(problem=refusal.detail, email=data.email)
        return _page(page, status=refusal.status)
    return _page(site.pages.signed_in(), cookies=cookies)


def _answer(request: Asked, asset: Asset, policy: str) -> Response[bytes]:
    encoding = asset.best_encoding(request.headers.get("accept-encoding", ""))
    etag = f'"{asset.etag}{encoding and "-" + encoding}"'
    headers = {"Cache-Control": asset.cache_control, "ETag": etag, "Vary": "Accept-Encoding"}
    if encoding:
        headers["Content-Encoding"] = encoding
    if asset.needs_policy:
        headers["Content-Security-Policy"] = policy
    known = {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}
    if etag in known:
        return Response(b"", status_code=304, headers=headers, media_type=asset.media_type)
    return Response(asset.body(encoding), headers=headers, media_type=asset.media_type)


def _page(
    text: str,
    *,
    status: int = 200,
    cookies: Sequence[Cookie] = (),
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Response[str]:
    return Response(
        text,
        status_code=status,
        media_type=MediaType.HTML,
        headers={
            "Cache-Control": "no-store",
            "Content-Security-Policy": page_policy(),
            **headers,
        },
        cookies=cookies,
    )
