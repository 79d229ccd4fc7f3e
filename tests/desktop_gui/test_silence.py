"""When nothing may pop up, nothing can, or nobody keeps a secret: what is told instead."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from tests.desktop_gui.client import Engine
from tests.desktop_gui.desktop import KEYRING_PASSWORD, Desktop
from tests.desktop_gui.programs import output, until
from tests.desktop_gui.sitting import CONNECT, DASHBOARD, Sitting, sitting
from tests.desktop_gui.test_windows import MENU_BUTTON

ENGINES = pytest.mark.parametrize("engine", ["gtk", "qt"])
# Places in the tray's menu, from below.
_SETTINGS, _PAUSE = -3, -4
# Equal ends are the whole day.
_QUIET = {"alerts": {"quietHours": {"on": True, "start": "00:00", "end": "00:00"}}}
_COLLECTION = "/org/freedesktop/secrets/collection/login"
_PROMPT = "Unlock Keyring|Unlock Login Keyring|[Aa]uthenticat"


def settle(here: Sitting, choices: Mapping[str, object]) -> None:
    """What the person has chosen before."""
    folder = here.client.home / "config"
    folder.mkdir(parents=True, mode=0o700)
    (folder / "settings.json").write_text(json.dumps(choices))


def is_paused(here: Sitting) -> bool:
    kept = here.client.home / "config/settings.json"
    return kept.exists() and bool(json.loads(kept.read_text())["alerts"]["pausedUntil"])


def listed(here: Sitting, words: str) -> str:
    """What the client's list of alerts says, opened from the tray, as soon as it has `words`."""

    def found() -> str:
        text = here.client.text()
        return text if words in text else ""

    def shown() -> str:
        open_list(here)
        # The menu follows within seconds: before it has the list, this opens the dashboard.
        with suppress(AssertionError):
            return until(found, what=words, within=5)
        return ""

    return until(shown, what=f"{words!r} in the list of alerts")


def open_list(here: Sitting) -> None:
    screen = here.client.screen
    screen.click_tray(button=MENU_BUTTON[here.client.engine])
    screen.menu()
    # Above "Pause alerts" is the menu of the recent ones, whose last line is the whole list.
    screen.keys(*["Up"] * 5, "Right", "Up", "Return")


def test_in_quiet_hours_alerts_are_listed_and_not_raised(tmp_path: Path) -> None:
    with sitting(tmp_path) as here:
        settle(here, _QUIET)
        here.client.start()
        here.pair()

        here.tell("A film at night")
        listed(here, "A film at night")
        here.client.picture("quiet-list")

        assert "A film at night" not in here.desktop.alerts.titles()


@ENGINES
def test_paused_by_the_menu_alerts_are_listed_and_not_raised(
    tmp_path: Path, engine: Engine
) -> None:
    with sitting(tmp_path, engine=engine) as here:
        here.client.start()
        here.pair()
        screen = here.client.screen
        screen.click_tray(button=MENU_BUTTON[engine])
        screen.menu()
        # Without a submenu's entry nothing closes, so the choice is made by keys alone.
        screen.keys(*["Up"] * -_PAUSE, "Right", "Return")
        until(lambda: is_paused(here), what="a pause that is kept")

        here.tell("A film in between")
        listed(here, "A film in between")

        assert "A film in between" not in here.desktop.alerts.titles()


@ENGINES
def test_where_no_tray_is_the_client_ends_with_its_window(tmp_path: Path, engine: Engine) -> None:
    with sitting(tmp_path, engine=engine, tray="none") as here:
        here.client.start("--hidden")
        here.client.reads(CONNECT)

        here.close()

        assert here.client.ended() == 0
        assert here.desktop.alerts.said("MediaNest ends with its window")


def test_an_alert_that_nobody_shows_is_in_the_list_of_the_tray(tmp_path: Path) -> None:
    with sitting(tmp_path, engine="qt", daemon="none") as here:
        here.client.start()
        here.pair()

        here.tell("A film unseen")
        # The title stands there at once, the desktop has three seconds to show it.
        text = listed(here, "The desktop did not show it")
        here.client.picture("alert-not-shown")

        assert "A film unseen" in text


def test_without_a_keyring_one_is_told_how_long_one_stays_signed_in(tmp_path: Path) -> None:
    with sitting(tmp_path, keyring=False) as here:
        here.client.start()
        here.pair()
        here.client.screen.click_tray()
        here.client.screen.choose(_SETTINGS)

        text = here.client.reads("Signed in as")

        assert "you stay signed in only until this program ends" in text
        here.client.picture("no-keyring")


def test_a_locked_keyring_is_named_and_opening_it_is_enough(tmp_path: Path) -> None:
    with sitting(tmp_path) as here:
        here.client.start()
        here.pair()
        assert here.client.end() == 0
        lock(here.desktop)

        here.client.start()
        # The prompt takes every key, so what the window says meanwhile is looked at in the picture.
        here.client.screen.window(_PROMPT)
        here.client.window()
        here.client.screen.picture("keyring-prompt")
        here.client.screen.type(KEYRING_PASSWORD)
        here.client.screen.keys("Return")

        here.client.reads(DASHBOARD)


def test_a_keyring_that_stays_locked_is_named_in_words(tmp_path: Path) -> None:
    with sitting(tmp_path) as here:
        here.client.start()
        here.pair()
        assert here.client.end() == 0
        lock(here.desktop)

        here.client.start()
        here.client.screen.window(_PROMPT)
        here.client.screen.keys("Escape")

        here.client.reads("The system's keyring is locked")
        here.client.picture("keyring-locked")
        # The button is all that there is.
        here.client.screen.keys("Tab", "Return")
        here.client.screen.window(_PROMPT)
        here.client.screen.type(KEYRING_PASSWORD)
        here.client.screen.keys("Return")

        here.client.reads(DASHBOARD)


def lock(there: Desktop) -> None:
    """Lock the keyring, as a screen saver or a person does."""
    service = ["--dest=org.freedesktop.secrets", "/org/freedesktop/secrets"]
    asked = ["org.freedesktop.Secret.Service.Lock", f"array:objpath:{_COLLECTION}"]
    answer = output(["dbus-send", "--session", "--print-reply", *service, *asked], there.env)
    assert _COLLECTION in answer
