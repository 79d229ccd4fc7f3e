"""What the proxy says itself when the appliance cannot."""

import json
from typing import Final
from urllib.parse import quote, urlsplit

from aiohttp import web

from medianest_desktop.proxy.upstream import Upstream

_PROBLEM: Final = "application/problem+json"


def is_navigation(request: web.BaseRequest) -> bool:
    """Whether the window itself wants a page, and not a script in it an answer."""
    mode = request.headers.get("Sec-Fetch-Mode", "")
    if mode:
        return mode == "navigate"
    return request.method == "GET" and "text/html" in request.headers.get("Accept", "")


def problem(status: int, code: str, title: str) -> web.Response:
    """A refusal in the shape that the appliance's own have."""
    facts = {"type": "about:blank", "title": title, "status": status, "detail": title, "code": code}
    return web.Response(
        status=status,
        text=json.dumps(facts),
        content_type=_PROBLEM,
        headers={"Cache-Control": "no-store"},
    )


def unserved(upstream: Upstream) -> web.Response:
    """What a script in the window hears while the appliance may not be asked."""
    if upstream.stands == "signed_out":
        return problem(401, "signed_out", "This computer is not signed in.")
    return problem(503, "appliance_unreachable", "The appliance cannot be reached right now.")


def see(path: str, *, back: str = "") -> web.Response:
    """Sends the window to a page of the client, which knows where to go back to."""
    address = f"{path}?back={quote(back, safe='')}" if back else path
    return web.Response(status=303, headers={"Location": address, "Cache-Control": "no-store"})


def local(path: str) -> str:
    """`path` if it stays on this host, else the beginning.

    Browsers read two slashes, also a backslash for one, as another host, and drop line ends first.
    """
    try:
        elsewhere = urlsplit(path).netloc
    except ValueError:
        # A host begins there that is none.
        return "/"
    stays = path.startswith("/") and not path.startswith("//") and not elsewhere
    clean = "\\" not in path and path.isprintable()
    return path if stays and clean else "/"
