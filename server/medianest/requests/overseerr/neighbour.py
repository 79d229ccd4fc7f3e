"""Which Overseerr is connected, and talking to it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from medianest.infra.http import HttpClient
from medianest.infra.outside import Outside
from medianest.kit.clock import Clock, now
from medianest.kit.media import TitleKey
from medianest.monitoring.schemas import ServiceConfig
from medianest.monitoring.service import Services
from medianest.requests.overseerr.client import BASE, Api
from medianest.requests.overseerr.errors import OverseerrNotConnectedError

NAME = "overseerr"
_KNOWN_FOR = timedelta(minutes=10)
_WEB = re.compile(r"https?://[!-~]{1,500}")


def home_of(told: str, url: str) -> str:
    """Where people open it: as it says itself, if that is a place on the web, else at `url`."""
    # Pages link there, and whoever can write this setting must not run scripts in them.
    return (told if _WEB.fullmatch(told) else url).rstrip("/")


def page_of(key: TitleKey, home: str) -> str:
    """The page of a title there, for people."""
    return f"{home}/{key.media_type}/{key.tmdb_id}"


@dataclass(frozen=True)
class _Learnt:
    """What was read there a moment ago."""

    url: str
    at: datetime
    home: str
    users: dict[str, int]


@dataclass(slots=True)
class Neighbour:
    """The one Overseerr or Seerr of this household."""

    services: Services
    outside: Outside
    clock: Clock = now
    _learnt: _Learnt | None = field(default=None, init=False)
    _trusted: tuple[str, int] = field(default=("", 0), init=False)

    async def connected(self) -> bool:
        """Whether one is configured and switched on; it may be down right now."""
        config = await self.services.get(NAME)
        return config is not None and config.enabled

    @asynccontextmanager
    async def call(self) -> AsyncIterator[Api]:
        """Talk to it. Raises OverseerrNotConnectedError."""
        config = await self.services.get(NAME)
        if config is None or not config.enabled:
            raise OverseerrNotConnectedError
        async with self._open(config) as api:
            yield api

    async def url(self) -> str:
        """Its address, which names it. Raises OverseerrNotConnectedError."""
        config = await self.services.get(NAME)
        if config is None or not config.enabled:
            raise OverseerrNotConnectedError
        return config.url

    async def check(self, config: ServiceConfig) -> str:
        """Probe for monitoring: which release answers, and whether it accepts the key."""
        if (config.url, config.version) != self._trusted:
            # The address may be another now: what was learnt of the old one does not count.
            self.outside.reset()
            self._trusted = (config.url, config.version)
        async with self._open(config) as api:
            about = await api.about()
            main = await api.main()
        return f"{main.application_title or 'Overseerr'} {about.version}"

    async def home(self, api: Api) -> str:
        """The address at which people open it."""
        return (await self._learn(api)).home

    async def user(self, api: Api, email: str) -> int | None:
        """The person's number there, if anybody has that e-mail address."""
        return (await self._learn(api)).users.get(email.strip().lower())

    async def _learn(self, api: Api) -> _Learnt:
        url = await self.url()
        known = self._learnt
        if known and known.url == url and known.at + _KNOWN_FOR > self.clock():
            return known
        home = home_of((await api.public()).application_url, url)
        users = {one.email.strip().lower(): one.id async for one in api.users() if one.email}
        self._learnt = _Learnt(url, self.clock(), home, users)
        return self._learnt

    @asynccontextmanager
    async def _open(self, config: ServiceConfig) -> AsyncIterator[Api]:
        headers = {"X-Api-Key": config.secret}
        async with HttpClient(self.outside, config.url + BASE, headers=headers) as http:
            yield Api(http)
