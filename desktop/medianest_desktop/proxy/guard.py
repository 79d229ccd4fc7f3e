"""Who may talk to the proxy: the client's own window, nobody else.

Every program on this computer, every user of it and every web page in a browser can reach a port on
loopback. The window proves itself with a cookie that it got for a key which worked once; a page of
another origin that makes a browser send requests here is known by Host, Origin and Sec-Fetch-Site.
"""

import hmac
import secrets
import time
from collections.abc import Callable
from threading import Lock
from typing import Final

from aiohttp import hdrs, web

COOKIE: Final = "medianest_window"
_KEY_LASTS: Final = 600.0
_KEYS_AT_ONCE: Final = 16
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """Knows the secret of this launch and the keys that still open the door."""

    def __init__(self, authority: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._authority = authority
        self._clock = clock
        self._secret = secrets.token_urlsafe(32)
        self._keys: dict[str, float] = {}
        # The window's thread asks for keys, the loop spends them.
        self._lock = Lock()

    @property
    def origin(self) -> str:
        """The only origin whose pages may ask for anything."""
        return f"http://{self._authority}"

    def key(self) -> str:
        """A new key for the window's first address: works once, for ten minutes; any thread."""
        key = secrets.token_urlsafe(32)
        with self._lock:
            self._keys = dict(list(self._keys.items())[1 - _KEYS_AT_ONCE :])
            self._keys[key] = self._clock() + _KEY_LASTS
        return key

    def spend(self, key: str) -> bool:
        """Whether `key` opens the door; it never does so again."""
        with self._lock:
            return self._keys.pop(key, 0.0) > self._clock()

    def admit(self, response: web.StreamResponse) -> None:
        """Hands the window the secret, out of reach of the scripts in it."""
        response.set_cookie(COOKIE, self._secret, path="/", httponly=True, samesite="Strict")

    def check_address(self, request: web.BaseRequest) -> None:
        """Refuses a name that somebody else's DNS made to point here, and proxy requests.

        Raises `HTTPMisdirectedRequest`.
        """
        named = request.headers.getall(hdrs.HOST, [])
        if named != [self._authority] or not request.raw_path.startswith("/"):
            raise web.HTTPMisdirectedRequest(text="Not served under this name.\n")

    def check(self, request: web.BaseRequest) -> None:
        """Refuses everybody but the window. Raises `HTTPForbidden`."""
        if not (self._is_known(request) and self._is_own(request)):
            raise web.HTTPForbidden(text="Only the window of MediaNest may look here.\n")

    def _is_known(self, request: web.BaseRequest) -> bool:
        # Another port of this host can add a cookie of the same name: any one may be ours.
        offered = [
            part.strip().removeprefix(f"{COOKIE}=")
            for header in request.headers.getall(hdrs.COOKIE, [])
            for part in header.split(";")
            if part.strip().startswith(f"{COOKIE}=")
        ]
        return any(hmac.compare_digest(one.encode(), self._secret.encode()) for one in offered)

    def _is_own(self, request: web.BaseRequest) -> bool:
        origins = request.headers.getall(hdrs.ORIGIN, [])
        if any(origin != self.origin for origin in origins):
            return False
        if request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
            return False
        # A browser names the origin wherever something may change or a socket opens.
        upgrades = hdrs.UPGRADE in request.headers
        return bool(origins) or (request.method in _SAFE and not upgrades)
