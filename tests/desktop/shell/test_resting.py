"""The page of a window that nobody sees is left, and found again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from threading import enumerate as threads
from typing import Any, Literal

import pytest
from tests.desktop.shell.browser import Browser, Minutes

from medianest_desktop.settings import WindowSettings
from medianest_desktop.window import Outlook, WebWindow

PAGE = "http://127.0.0.1:4711/requests?x=1"
NOTHING = "about:blank"


class Native:
    """A toolkit that has nothing to add."""

    name: Literal["gtk"] = "gtk"

    def front(self, _: Any) -> None:
        """Nothing stands before it."""


@dataclass
class Room:
    """A window whose time and page are the test's."""

    browser: Browser = field(default_factory=Browser)
    minutes: Minutes = field(default_factory=Minutes)
    busy: bool = False

    def __post_init__(self) -> None:
        outlook = Outlook(
            title="MediaNest",
            storage=Path(),
            downloads=Path(),
            icon=Path(),
            place=WindowSettings,
            placed=lambda _: None,
            may_close=lambda: False,
            outside=lambda _: None,
            saved=lambda _, __: None,
            linked=lambda _: None,
            again=lambda page: f"again {page}",
            busy=self._is_busy,
        )
        self.asked_whether_busy = Event()
        self.window = WebWindow(
            Native(),  # type: ignore[arg-type]  # no more of it is used here
            outlook,
            browser=self.browser,
            wait=self.minutes.wait,
        )

    def _is_busy(self) -> bool:
        self.asked_whether_busy.set()
        return self.busy

    def hide(self) -> None:
        self.window.hide()
        self.browser.until(lambda: not self.browser.visible)

    def show(self) -> None:
        self.window.show()
        self.browser.until(lambda: self.browser.visible)


@pytest.fixture
def room() -> Iterator[Room]:
    room = Room()
    life = Thread(target=room.window.run, args=(PAGE,), kwargs={"hidden": False})
    life.start()
    room.browser.until(lambda: room.browser.pages)
    yield room
    room.window.quit()
    life.join(120)
    room.minutes.go_on()
    assert not life.is_alive()


def nobody_counts() -> None:
    """Returns once nobody is about to leave the page."""
    for thread in threads():
        if thread.name == "resting":
            thread.join(120)


def test_hidden_for_a_while_the_window_leaves_its_page_and_comes_back_to_it(room: Room) -> None:
    room.hide()
    room.minutes.go_on()
    room.browser.until(lambda: room.browser.pages == [PAGE, NOTHING])

    room.show()

    assert room.browser.pages == [PAGE, NOTHING, f"again {PAGE}"]


def test_shown_again_soon_the_window_has_kept_its_page(room: Room) -> None:
    room.hide()
    room.show()
    room.minutes.go_on()
    nobody_counts()

    assert room.browser.pages == [PAGE]
    assert room.browser.asked == 0


def test_what_a_person_has_typed_keeps_the_page_until_it_is_gone(room: Room) -> None:
    room.browser.says = "written"
    room.hide()
    room.minutes.go_on()
    room.browser.until(lambda: room.browser.asked)
    assert room.browser.pages == [PAGE]

    room.browser.says = "untouched"
    room.minutes.go_on()

    room.browser.until(lambda: room.browser.pages == [PAGE, NOTHING])


def test_what_is_on_its_way_keeps_the_page_until_it_has_arrived(room: Room) -> None:
    room.busy = True
    room.hide()
    room.minutes.go_on()
    assert room.asked_whether_busy.wait(120)
    assert room.browser.pages == [PAGE]

    room.busy = False
    room.minutes.go_on()

    room.browser.until(lambda: room.browser.pages == [PAGE, NOTHING])


def test_a_page_that_hangs_does_not_keep_the_window_from_showing(room: Room) -> None:
    room.browser.hangs = Event()
    room.hide()
    room.minutes.go_on()
    room.browser.until(lambda: room.browser.asked)

    room.show()
    room.browser.hangs.set()
    nobody_counts()
    room.hide()

    assert room.browser.pages == [PAGE]


def test_a_page_that_was_handed_in_is_kept(room: Room) -> None:
    room.window.write("<h1>MediaNest has stopped working</h1>")
    room.hide()
    room.minutes.go_on()
    room.browser.until(lambda: room.browser.asked)
    room.show()

    assert room.browser.pages == [PAGE, "<h1>MediaNest has stopped working</h1>"]
