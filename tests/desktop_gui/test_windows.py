"""The whole way through the client, in each kind of window and tray."""

from pathlib import Path

import pytest
from tests.desktop_gui.client import Engine, devices
from tests.desktop_gui.desktop import Daemon, Tray
from tests.desktop_gui.programs import until
from tests.desktop_gui.sitting import CONNECT, DASHBOARD, Sitting, sitting

# An application indicator has a menu for every button; Qt's icon hears a plain click itself.
MENU_BUTTON: dict[Engine, int] = {"gtk": 1, "qt": 3}
HOSTS = [
    pytest.param("gtk", "trayer", "dunst", id="gtk-trayer-dunst"),
    pytest.param("gtk", "panel", "notifyd", id="gtk-panel-notifyd"),
    pytest.param("qt", "trayer", "dunst", id="qt-trayer-dunst"),
    pytest.param("qt", "panel", "notifyd", id="qt-panel-notifyd"),
]


@pytest.mark.parametrize(("engine", "tray", "daemon"), HOSTS)
def test_from_the_first_start_to_signing_out(
    tmp_path: Path, engine: Engine, tray: Tray, daemon: Daemon
) -> None:
    name = f"{engine}-{tray}"
    with sitting(tmp_path, engine=engine, tray=tray, daemon=daemon) as here:
        client, screen = here.client, here.client.screen
        client.start()
        here.pair()
        client.picture(f"{name}-2-dashboard")

        look_at_an_alert(here, name)
        here.close()
        client.is_hidden()
        bring_back_by_the_tray(here, name)

        here.close()
        client.is_hidden()
        assert client.start_second() == 0
        client.window()

        assert client.end() == 0
        client.start()
        client.reads(DASHBOARD)
        with here.nest.owner() as owner:
            [device] = devices(owner)
            owner.delete(f"/auth/devices/{device['id']}").raise_for_status()
        client.reads(CONNECT)
        client.picture(f"{name}-5-signed-out")
        until(lambda: not kept_in_the_keyring(here), what="no token in the keyring")

        screen.click_tray(button=MENU_BUTTON[engine])
        screen.choose(-1)
        assert client.ended() == 0


def bring_back_by_the_tray(here: Sitting, name: str) -> None:
    client, screen = here.client, here.client.screen
    screen.click_tray(button=MENU_BUTTON[client.engine])
    screen.menu()
    screen.picture(f"{name}-4-menu")
    if client.engine == "qt":
        # A plain click is enough there; the menu is only looked at.
        screen.keys("Escape")
        screen.click_tray()
    else:
        screen.choose(0)
    client.window()


def look_at_an_alert(here: Sitting, name: str) -> None:
    alerts = here.desktop.alerts
    here.tell("A film is ready", link="/notifications")
    words = alerts.said("A film is ready")
    alerts.shown()
    here.client.picture(f"{name}-3-alert")
    assert kept_in_the_keyring(here).startswith("mnd_")
    assert "Open" in words
    alerts.press("Open")
    here.client.reads("A film is ready")


def kept_in_the_keyring(here: Sitting) -> str:
    """The token as another program of the same person would find it; empty if there is none."""
    found = here.client.desktop.secret("medianest-desktop")
    return found.strip()
