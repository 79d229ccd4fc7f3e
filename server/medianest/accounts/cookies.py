"""The cookies of a browser's session, for what stands below `base` (empty: for the whole host)."""

from datetime import timedelta
from typing import Any, Final

from litestar import Response
from litestar.datastructures import Cookie

ACCESS_COOKIE: Final = "medianest_access"
REFRESH_COOKIE: Final = "medianest_refresh"
CSRF_COOKIE: Final = "medianest_csrf"
CSRF_HEADER: Final = "X-CSRF-Token"
# The refresh token is of use to the sign-in routes alone, so nothing else gets to see it.
REFRESH_PATH: Final = "/api/v1/auth"


def access_cookie(token: str, *, lasts: timedelta, secure: bool, base: str) -> Cookie:
    """Make the cookie that signs requests in."""
    return _cookie(ACCESS_COOKIE, token, lasts=lasts, secure=secure, path=base or "/")


def refresh_cookie(token: str, *, lasts: timedelta, secure: bool, base: str) -> Cookie:
    """Make the cookie that renews the other."""
    return _cookie(REFRESH_COOKIE, token, lasts=lasts, secure=secure, path=base + REFRESH_PATH)


def csrf_cookie(token: str, *, lasts: timedelta, secure: bool, base: str) -> Cookie:
    """Make the cookie that our own page reads and repeats in a header."""
    path = base or "/"
    return _cookie(CSRF_COOKIE, token, lasts=lasts, secure=secure, path=path, httponly=False)


def clear_cookies(response: Response[Any], *, base: str) -> None:
    """Make the browser forget all three."""
    response.delete_cookie(ACCESS_COOKIE, path=base or "/")
    response.delete_cookie(REFRESH_COOKIE, path=base + REFRESH_PATH)
    response.delete_cookie(CSRF_COOKIE, path=base or "/")


def _cookie(  # noqa: PLR0913 - a cookie has that many sides
    name: str,
    value: str,
    *,
    lasts: timedelta,
    secure: bool,
    path: str,
    httponly: bool = True,
) -> Cookie:
    return Cookie(
        key=name,
        value=value,
        path=path,
        max_age=int(lasts.total_seconds()),
        secure=secure,
        httponly=httponly,
        samesite="lax",
    )
