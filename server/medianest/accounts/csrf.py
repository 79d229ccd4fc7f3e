"""Proof that a browser's request was sent by our own page."""

import hmac
import secrets
from collections.abc import Sequence
from urllib.parse import urlsplit
from uuid import UUID

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

    def fits(self, session: UUID, *, cookie: str, header: str) -> bool:
        """Whether `header` repeats `cookie` and was made here for `session`."""
        if not header or not hmac.compare_digest(cookie.encode(), header.encode()):
            return False
        nonce, _, signature = header.partition(".")
        sent = signature.encode()
        return any(
            hmac.compare_digest(_sign(key, nonce, session).encode(), sent) for key in self._keys
        )


def _sign(key: bytes, nonce: str, session: UUID | None) -> str:
    return hmac.digest(key, f"{nonce}|{session or _NOBODY}".encode(), "sha256").hex()


def is_own_origin(origin: str, *, host: str, public_url: str) -> bool:
    """Whether a page of `origin` is ours: of the host it was asked for, or of `public_url`."""
    sent = urlsplit(origin)
    if sent.scheme not in {"http", "https"} or not sent.netloc:
        return False
    own = urlsplit(public_url)
    return sent.netloc == host or (sent.scheme, sent.netloc) == (own.scheme, own.netloc)
