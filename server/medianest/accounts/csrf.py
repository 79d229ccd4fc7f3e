"""Proof that a browser's request was sent by our own page."""

import hmac
import secrets
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar.connection import ASGIConnection

from medianest.accounts.cookies import CSRF_COOKIE, CSRF_HEADER
from medianest.accounts.errors import CsrfError
from medianest.accounts.tokens import derived_key

_NOBODY = "-"


class CsrfTokens:
    """Signed double-submit tokens, each good for one session alone."""

    def __init__(self, secret_keys: Sequence[bytes]) -> None:
        self._keys = [derived_key(secret, "csrf") for secret in secret_keys]

    def issue(self, session: UUID | None) -> str:
        """Make a token for `session`, or for somebody who is not signed in."""
        nonce = secrets.token_urlsafe(16)
        return f"{nonce}.{_sign(self._keys[0], nonce, session)}"

    def check(self, connection: ASGIConnection[Any, Any, Any, Any], session: UUID) -> None:
        """Refuse unless the header repeats the cookie, and that was made for `session`."""
        cookie = connection.cookies.get(CSRF_COOKIE, "")
        if not self._fits(session, cookie, connection.headers.get(CSRF_HEADER, "")):
            raise CsrfError

    def _fits(self, session: UUID, cookie: str, header: str) -> bool:
        if not header or not hmac.compare_digest(cookie.encode(), header.encode()):
            return False
        nonce, _, signature = header.partition(".")
        sent = signature.encode()
        return any(
            hmac.compare_digest(_sign(key, nonce, session).encode(), sent) for key in self._keys
        )


def _sign(key: bytes, nonce: str, session: UUID | None) -> str:
    return hmac.digest(key, f"{nonce}|{session or _NOBODY}".encode(), "sha256").hex()
