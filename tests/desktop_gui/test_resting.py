"""A window that was shown once and is now in the tray costs no more than one that never was."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.desktop_gui.client import Engine
from tests.desktop_gui.programs import until
from tests.desktop_gui.sitting import DASHBOARD, Sitting, sitting
from tests.desktop_gui.test_quiet import caught_up, note

_EVENTS = 10_000
_LEFT = "event=page_left"
_KEPT = "event=page_kept"
# On that page alone; its name stands in the navigation of every other.
_CALENDAR = "Nothing comes in this month"


@pytest.fixture(params=["gtk", "qt"])
def closed(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Sitting]:
    """A client whose window has shown the list of downloads, and is in the tray now."""
    engine: Engine = request.param
    with sitting(tmp_path, engine=engine) as here:
        here.client.start()
        here.pair()
        yield here


@pytest.mark.timeout(900)
def test_shown_and_closed_it_stays_as_it_is_over_ten_thousand_events(closed: Sitting) -> None:
    close_and_wait(closed)
    closed.tell("Warm {}", count=1000)
    caught_up(closed)
    before = closed.client.pss()
    closed.tell("Event {}", count=_EVENTS)
    caught_up(closed)
    after = closed.client.pss()

    engine = closed.client.engine
    note(f"memory, {engine}, shown and closed: {before:.0f} MiB, {_EVENTS} events {after:.0f} MiB")
    assert after - before < 0.1 * before


@pytest.mark.timeout(300)
def test_opened_again_it_is_where_it_was(closed: Sitting) -> None:
    assert closed.client.start_second("medianest:/calendar") == 0
    closed.client.reads(_CALENDAR)
    close_and_wait(closed)

    assert closed.client.start_second() == 0

    assert DASHBOARD not in closed.client.reads(_CALENDAR)


@pytest.mark.timeout(300)
def test_half_a_link_is_still_there_afterwards(closed: Sitting) -> None:
    client, screen = closed.client, closed.client.screen
    screen.focus(client.window())
    # The dashboard's key for the field that takes links.
    screen.keys("n")
    screen.type("https://tube.example/half")
    close_and_wait(closed, _KEPT)

    assert client.start_second() == 0

    # Still in the field, so that selecting everything selects what stands there.
    assert client.reads("tube.example").strip() == "https://tube.example/half"


def close_and_wait(here: Sitting, what: str = _LEFT) -> None:
    """Close to the tray, and return once the window has left its page, or decided against it."""
    before = here.client.log().count(what)
    here.close()
    here.client.is_hidden()
    until(lambda: here.client.log().count(what) > before, what=what, within=120)
