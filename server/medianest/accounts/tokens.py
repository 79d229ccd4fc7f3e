"""Access tokens that carry their own proof, and secrets of which only the hash is kept."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from uuid import UUID

import jwt
import msgspec

from medianest.accounts.errors import TokenExpiredError, TokenInvalidError
from medianest.kit.clock import Clock

_ALGORITHM = "HS256"
_LONGEST = 2048
_REMEMBERED = 2048


class Claims(msgspec.Struct, frozen=True):
    """What an access token says."""

    sub: UUID
    sid: UUID
    iat: int
    exp: int


def derived_key(secret: bytes, purpose: str) -> bytes:
    """Make a key for one purpose, so that no signature fits where another is asked for."""
    return hmac.digest(secret, purpose.encode(), "sha256")


def new_secret() -> str:
    """Make a secret of 256 bits for a client to keep."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> bytes:
    """The form in which a secret is stored; it is random, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).digest()


class AccessTokens:
    """Signs with the first of `secret_keys` and verifies with all, so that keys can change."""

    def __init__(self, secret_keys: Sequence[bytes], *, lifetime: timedelta, clock: Clock) -> None:
        keys = [derived_key(secret, "access-token") for secret in secret_keys]
        self._keys = {hashlib.sha256(key).hexdigest()[:8]: key for key in keys}
        self._current = next(iter(self._keys))
        self._clock = clock
        self.lifetime = lifetime
        # Whether a signature is good never changes; only time does, and that is asked each time.
        self._verified = lru_cache(maxsize=_REMEMBERED)(self._verify)

    def issue(self, *, person: UUID, session: UUID) -> str:
        """Sign a token for `person` in `session`."""
        issued = self._clock()
        claims = {
            "sub": str(person),
            "sid": str(session),
            "iat": int(issued.timestamp()),
            "exp": int((issued + self.lifetime).timestamp()),
        }
        key = self._keys[self._current]
        return jwt.encode(claims, key, _ALGORITHM, headers={"kid": self._current})

    def read(self, token: str) -> Claims:
        """What `token` says, once its signature and time are found good."""
        if len(token) > _LONGEST:
            raise TokenInvalidError
        claims = self._verified(token)
        if datetime.fromtimestamp(claims.exp, UTC) <= self._clock():
            raise TokenExpiredError
        return claims

    def _verify(self, token: str) -> Claims:
        try:
            key = self._keys[jwt.get_unverified_header(token)["kid"]]
            payload = jwt.decode(
                token,
                key,
                algorithms=[_ALGORITHM],
                options={"verify_exp": False, "verify_iat": False},
            )
            return msgspec.convert(payload, Claims)
        except (jwt.InvalidTokenError, KeyError, TypeError, msgspec.ValidationError) as wrong:
            raise TokenInvalidError from wrong
