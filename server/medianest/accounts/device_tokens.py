"""Tokens of paired devices: random, kept here as a hash, good until their session ends."""

import re
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from cachetools import TTLCache

from medianest.accounts.doorman import Doorman
from medianest.accounts.errors import SessionEndedError, TokenInvalidError
from medianest.accounts.principal import Principal
from medianest.accounts.queries import devices
from medianest.accounts.tokens import digest, new_secret
from medianest.kit.clock import Clock

DEVICE_LIFETIME: Final = timedelta(days=365)
"""How long a device may stay away; each use begins it anew."""
NOTED_EVERY: Final = timedelta(minutes=5)
"""How often a device is noted as seen, at most."""
_PREFIX = "mnd_"
_is_complete = re.compile(rf"{_PREFIX}[A-Za-z0-9_-]{{43}}").fullmatch
_MOST = 4096


def new_device_token() -> str:
    """Make a token of 256 bits, recognisable by how it begins."""
    return _PREFIX + new_secret()


def is_device_token(token: str) -> bool:
    """Whether `token` is meant for `DeviceTokens`."""
    return token.startswith(_PREFIX)


class DeviceTokens:
    """Admits paired devices; whether their session is alive is for `doorman` to say.

    Which session a token belongs to is remembered for 5 minutes: it never changes once the token
    was used. When that runs out, the device is noted as seen.
    """

    def __init__(self, doorman: Doorman, *, clock: Clock) -> None:
        self._doorman = doorman
        self._clock = clock
        self._known = TTLCache[bytes, UUID, datetime](_MOST, NOTED_EVERY, timer=clock)

    async def admit(self, token: str, *, address: str) -> Principal:
        """The person who paired the device that presents `token` from `address`."""
        if not _is_complete(token):
            raise TokenInvalidError
        key = digest(token)
        try:
            return await self._doorman.recognise(await self._session(key, address))
        except SessionEndedError:
            self._known.pop(key, None)
            raise

    async def _session(self, key: bytes, address: str) -> UUID:
        known = self._known.get(key)
        if known is not None:
            return known
        at = self._clock()
        session = await devices.see(
            key,
            at=at,
            seen_before=at - NOTED_EVERY,
            expires_at=at + DEVICE_LIFETIME,
            address=address,
        )
        if session is None:
            raise SessionEndedError
        self._known[key] = session
        return session
