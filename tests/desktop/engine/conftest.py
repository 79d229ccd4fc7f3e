"""The engine beside an appliance of this process, without a display and without a keyring."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar
from tests.desktop.net.keyrings import MemoryKeyring
from tests.desktop.net.standin import StandIn

from medianest_desktop.engine import Engine, Front
from medianest_desktop.live import Alert, Face
from medianest_desktop.net.discovery import Discovery
from medianest_desktop.net.vault import Vault
from medianest_desktop.places import Places
from medianest_desktop.settings import UserSettings


@dataclass
class Screen:
    """The side with the window: remembers what it was asked for."""

    alerts: list[Alert] = field(default_factory=list)
    faces: list[Face] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    looked: asyncio.Event = field(default_factory=asyncio.Event)

    async def show(self, alert: Alert) -> bool:
        self.alerts.append(alert)
        return True

    def face(self, face: Face) -> None:
        self.faces.append(face)
        self.looked.set()

    def front(self) -> Front:
        return Front(self.show, self.face, self.opened.append, self.outside.append)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    # The client runs on asyncio's own loop.
    return "asyncio"


@pytest.fixture
async def appliance(tmp_path: Path) -> AsyncIterator[StandIn]:
    folder = tmp_path / "appliance"
    folder.mkdir()
    async with StandIn(folder) as running:
        yield running


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def ring() -> MemoryKeyring:
    return MemoryKeyring()


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.below(tmp_path / "client")


@pytest.fixture
def settings(places: Places) -> UserSettings:
    settings = UserSettings(places.config)
    # Not the language of whoever runs the tests.
    settings.change(language="en")
    return settings


@pytest.fixture
async def engine(
    places: Places, settings: UserSettings, screen: Screen, ring: MemoryKeyring
) -> AsyncIterator[Engine]:
    async with Engine(
        places,
        settings,
        screen.front(),
        discovery=Discovery(interfaces=["127.0.0.1"]),
        vault=Vault(ring),
    ) as running:
        yield running


@pytest.fixture
async def window(engine: Engine) -> AsyncIterator[ClientSession]:
    """The window, let in by the engine's address."""
    origin = engine.url.partition("/_client")[0]
    headers = {"Origin": origin}
    async with ClientSession(origin, cookie_jar=CookieJar(unsafe=True), headers=headers) as session:
        async with session.get(engine.url, allow_redirects=False) as answer:
            assert answer.status == 303
        yield session
