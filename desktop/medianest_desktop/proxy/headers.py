"""Which headers pass between the page and the appliance."""

from typing import Final

from aiohttp import hdrs
from multidict import CIMultiDict, CIMultiDictProxy

_OF_ONE_HOP: Final = {
    "connection",
    "expect",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}
# Who asks is said by the token alone, and the appliance learns nothing of the loopback address.
_OF_THE_PAGE: Final = {"authorization", "cookie", "host", "origin", "referer", "x-csrf-token"}
# The last three would bind, move or wipe what the loopback address keeps in the window.
_OF_THE_APPLIANCE: Final = {
    "set-cookie",
    "set-cookie2",
    "strict-transport-security",
    "alt-svc",
    "clear-site-data",
}


def to_appliance(headers: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    """What the appliance may hear of a request of the page."""
    unwanted = _OF_ONE_HOP | _OF_THE_PAGE | _named_in_connection(headers)
    return CIMultiDict(
        (name, value)
        for name, value in headers.items()
        if name.lower() not in unwanted and not name.lower().startswith(("sec-", "x-forwarded-"))
    )


def to_page(headers: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    """What the page may hear of an answer of the appliance."""
    unwanted = _OF_ONE_HOP | _OF_THE_APPLIANCE | _named_in_connection(headers)
    return CIMultiDict(
        (name, value) for name, value in headers.items() if name.lower() not in unwanted
    )


def _named_in_connection(headers: CIMultiDictProxy[str]) -> set[str]:
    listed = ",".join(headers.getall(hdrs.CONNECTION, []))
    return {name.strip().lower() for name in listed.split(",")}
