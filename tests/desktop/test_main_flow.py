"""The client as a person meets it, in a real window: one way through all of it.

Everything else that needs a screen is in tests/desktop_gui, for `make test-desktop`.
"""

from pathlib import Path

from tests.desktop_gui.client import devices
from tests.desktop_gui.sitting import DASHBOARD, sitting


def test_paired_once_it_shows_the_dashboard_stays_in_the_tray_and_tells(tmp_path: Path) -> None:
    with sitting(tmp_path) as here:
        client, screen, alerts = here.client, here.client.screen, here.desktop.alerts

        client.start()
        here.pair()
        here.close()
        client.is_hidden()

        here.tell("A film is ready")
        said = alerts.said("A film is ready")
        alerts.press("Open")
        client.window()
        assert "Body of A film is ready" in said
        client.reads("Downloads")

        here.close()
        client.is_hidden()
        screen.click_tray()
        screen.choose(0)
        client.window()

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
        client.reads("Connect")
        screen.picture("main-flow-signed-out")
        assert alerts.titles().count("A film is ready") == 1
