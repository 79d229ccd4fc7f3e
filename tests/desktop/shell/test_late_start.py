"""An engine that takes long to begin: what the window shows then, and afterwards."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from tests.desktop.net.keyrings import MemoryKeyring
from tests.desktop.shell.browser import Browser

from medianest_desktop.engine import Engine, Front
from medianest_desktop.live import Face
from medianest_desktop.net.discovery import Discovery
from medianest_desktop.net.vault import Vault
from medianest_desktop.places import Places
from medianest_desktop.settings import UserSettings
from medianest_desktop.shell.adapters import Toolkit
from medianest_desktop.shell.shell import Shell
from medianest_desktop.tray import Tray
from medianest_desktop.window import Native, WebWindow

FIRST_PAGE = "/_client/enter?key="


class Icon:
    """A tray that is there, and where nobody looks."""

    def start(self, _: Callable[[str], None], __: Face) -> bool:
        return True

    def show(self, _: Face) -> None:
        """Nobody sees it."""

    def exists(self) -> bool:
        return True

    def stop(self) -> None:
        """It was never there."""


class Plain:
    """A toolkit that has nothing to add."""

    name = "gtk"

    def front(self, _: Any) -> None:
        """Nothing stands before it."""


@dataclass
class Late:
    """A client whose engine begins when it is let."""

    folder: Path
    browser: Browser = field(default_factory=Browser)
    begins: threading.Event = field(default_factory=threading.Event)
    begun: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.places = Places.below(self.folder)
        self.settings = UserSettings(self.places.config)
        self.settings.change(language="en")
        self.shell = Shell(
            self.places,
            self.settings,
            Toolkit("gtk", cast("Native", Plain()), cast("Tray", Icon())),
            self.folder / "icon.png",
            window=partial(WebWindow, browser=self.browser),
            engine=self._engine,
            patience=0.05,
        )
        self.life: threading.Thread | None = None

    def start(self, *, hidden: bool) -> None:
        started = threading.Event()
        self.life = threading.Thread(
            target=self.shell.run,
            kwargs={"hidden": hidden, "link": "", "started": started.set},
        )
        self.life.start()
        assert started.wait(120)
        self.browser.until(lambda: len(self.browser.pages) == 2)

    def begin(self) -> None:
        self.begins.set()
        assert self.begun.wait(120)

    @asynccontextmanager
    async def _engine(self, front: Front) -> AsyncIterator[Engine]:
        self.begins.wait(300)
        async with Engine(
            self.places,
            self.settings,
            front,
            discovery=Discovery(interfaces=["127.0.0.1"]),
            vault=Vault(MemoryKeyring()),
        ) as engine:
            # Whatever the shell does about it comes before what the loop does next.
            asyncio.get_running_loop().call_soon(self.begun.set)
            yield engine


@pytest.fixture
def late(tmp_path: Path) -> Iterator[Late]:
    late = Late(tmp_path)
    yield late
    late.begins.set()
    late.shell.quit()
    assert late.life is not None
    late.life.join(120)
    assert not late.life.is_alive()


def test_a_window_that_is_seen_says_so_and_then_goes_on(late: Late) -> None:
    late.start(hidden=False)
    assert "MediaNest is starting" in late.browser.pages[1]

    late.begin()

    late.browser.until(lambda: FIRST_PAGE in late.browser.pages[-1])


def test_a_window_that_nobody_sees_loads_its_page_when_it_is_shown(late: Late) -> None:
    late.start(hidden=True)
    late.begin()
    late.shell.command("open")

    late.browser.until(lambda: late.browser.visible and len(late.browser.pages) == 3)
    assert FIRST_PAGE in late.browser.pages[2]


def test_a_hidden_window_that_is_asked_for_too_early_says_so_and_then_goes_on(late: Late) -> None:
    late.start(hidden=True)
    late.shell.command("open")
    late.browser.until(lambda: late.browser.visible)
    assert "MediaNest is starting" in late.browser.pages[-1]

    late.begin()

    late.browser.until(lambda: FIRST_PAGE in late.browser.pages[-1])
