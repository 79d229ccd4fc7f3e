"""What the hidden client takes of the machine; figures go to build/desktop-figures.txt."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.desktop_gui.client import ROOT
from tests.desktop_gui.sitting import DASHBOARD, Sitting, sitting

_FIGURES = ROOT / "build" / "desktop-figures.txt"
_EVENTS = 10_000
_MINUTE = 60.0


def note(line: str) -> None:
    _FIGURES.parent.mkdir(exist_ok=True)
    with _FIGURES.open("a") as file:
        file.write(f"{line}\n")
    print(line)


@pytest.fixture
def hidden(tmp_path: Path) -> Iterator[Sitting]:
    """A client that was started at login: paired before, and no window of it to be seen."""
    with sitting(tmp_path) as here:
        here.client.start()
        here.pair()
        assert here.client.end() == 0
        here.client.start("--hidden")
        here.tell("The first one")
        here.desktop.alerts.said("The first one", within=40)
        assert here.client.screen.windows(title="MediaNest") == []
        yield here


@pytest.mark.timeout(900)
def test_ten_thousand_events_leave_the_memory_as_it_was(hidden: Sitting) -> None:
    hidden.tell("Warm {}", count=1000)
    caught_up(hidden)
    before = hidden.client.pss()
    hidden.tell("Event {}", count=_EVENTS)
    caught_up(hidden)
    after = hidden.client.pss()

    note(f"memory of the hidden client: {before:.0f} MiB, after {_EVENTS} events {after:.0f} MiB")
    assert after - before < 0.1 * before


@pytest.mark.timeout(300)
def test_idle_it_takes_next_to_nothing_of_the_processor(hidden: Sitting) -> None:
    # What a start leaves to be done is not idling.
    hidden.client.idle_share(15)

    share = hidden.client.idle_share(_MINUTE)

    note(f"processor of the hidden client, idle for a minute: {share:.2f} %")
    assert share <= 0.5


def test_started_hidden_it_shows_the_dashboard_when_asked_to(hidden: Sitting) -> None:
    assert hidden.client.start_second() == 0

    hidden.client.reads(DASHBOARD)


def caught_up(here: Sitting) -> None:
    """Returns once the client has nothing left to read."""
    while here.client.idle_share(3) > 5:
        pass
