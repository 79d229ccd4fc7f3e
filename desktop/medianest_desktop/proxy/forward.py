"""One request of the page, asked of the appliance in the client's name, streamed both ways."""

from typing import Final

import structlog
from aiohttp import ClientError, ClientResponse, hdrs, web
from multidict import CIMultiDict
from yarl import URL

from medianest_desktop import OWN_PAGES
from medianest_desktop.proxy.answers import is_navigation, local, problem, see, unserved
from medianest_desktop.proxy.headers import to_appliance, to_page
from medianest_desktop.proxy.upstream import Upstream, UpstreamError

log = structlog.get_logger(__name__)

# A 401 from one of these says that a password is wrong, not that this client is signed out.
_DOORS: Final = ("/auth/login", "/auth/setup")
_SIGN_IN: Final = ("/sign-in", "/plain/sign-in", "/setup", "/plain/setup")
_SIGN_OUT: Final = ("/auth/logout", "/auth/logout-all")
_WAITING: Final = f"{OWN_PAGES}offline"
_REDIRECTS: Final = {301, 302, 303, 307, 308}


async def forward(request: web.Request, upstream: Upstream) -> web.StreamResponse:
    """The appliance's answer, or the client's own page or problem where there is none."""
    if request.headers.get("Service-Worker") == "script":
        # It would keep an old dashboard for an address that another appliance may have tomorrow.
        return problem(404, "not_found", "The client needs no service worker.")
    if is_navigation(request) and request.path.endswith(_SIGN_IN):
        await upstream.refused()
        return see(upstream.instead("/"))
    if upstream.stands != "serving":
        return _instead(request, upstream)
    body = request.content if request.body_exists else None
    headers = to_appliance(request.headers)
    try:
        async with upstream.request(request.method, request.raw_path, headers, body) as answer:
            return await _pass_on(request, answer, upstream)
    except UpstreamError as gone:
        log.info("request_unanswered", path=request.path, reason=str(gone))
        upstream.lost()
        if is_navigation(request):
            await upstream.refused()
        return _instead(request, upstream)


def _instead(request: web.Request, upstream: Upstream) -> web.Response:
    if not is_navigation(request):
        return unserved(upstream)
    page = upstream.instead("")
    # Not to the same address again: that page waits, and comes back when it makes sense.
    return see(page or _WAITING, back=local(request.raw_path))


async def _pass_on(
    request: web.Request, answer: ClientResponse, upstream: Upstream
) -> web.StreamResponse:
    if _says_signed_out(request, answer):
        await upstream.refused()
    headers = to_page(answer.headers)
    if answer.status in _REDIRECTS and hdrs.LOCATION in headers:
        _redirect(headers, answer.url)
        if is_navigation(request) and not headers.get(hdrs.LOCATION, "/").startswith("/"):
            upstream.leave(headers[hdrs.LOCATION])
            return web.Response(status=204)
    response = web.StreamResponse(status=answer.status, reason=answer.reason, headers=headers)
    try:
        await response.prepare(request)
        await _stream(request, answer, response, upstream)
    except ConnectionResetError:
        # The page went elsewhere and waits for nothing any more: no fault of the appliance.
        _cut(request)
    return response


def _says_signed_out(request: web.Request, answer: ClientResponse) -> bool:
    if answer.status == web.HTTPUnauthorized.status_code:
        return not request.path.endswith(_DOORS)
    return answer.ok and request.method == "POST" and request.path.endswith(_SIGN_OUT)


def _redirect(headers: CIMultiDict[str], asked: URL) -> None:
    """Makes an address of the appliance one of this proxy; another host's is told whole."""
    try:
        target = asked.join(URL(headers[hdrs.LOCATION], encoded=True))
        stays = target.origin() == asked.origin()
    except ValueError:
        # Nowhere that a window could go.
        del headers[hdrs.LOCATION]
        return
    if not stays:
        headers[hdrs.LOCATION] = str(target)
    else:
        headers[hdrs.LOCATION] = local(target.raw_path_qs) + (
            f"#{target.raw_fragment}" if target.raw_fragment else ""
        )


async def _stream(
    request: web.Request, answer: ClientResponse, response: web.StreamResponse, upstream: Upstream
) -> None:
    try:
        async for part in answer.content.iter_any():
            await response.write(part)
    except ConnectionResetError:
        raise
    except ClientError as broken:
        log.info("answer_broke_off", path=request.path, reason=str(broken))
        upstream.lost()
        _cut(request)
        return
    await response.write_eof()


def _cut(request: web.Request) -> None:
    # Ending the answer properly would pass half a file off as a whole one.
    if request.transport is not None:
        request.transport.close()
