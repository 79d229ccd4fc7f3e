"""The tray beside a GTK window: an AppIndicator, or where there is none, the older kind."""

import os

from pystray._util import notify_dbus

from medianest_desktop.tray._pystray import PystrayTray
from medianest_desktop.tray.host import tray_host, x_tray
from medianest_desktop.tray.kinds import Tray


class _Silent:
    """Takes the place of pystray's own alerts.

    The client raises its alerts elsewhere, and pystray's end the start where no notification
    service answers.
    """

    def hide(self) -> None:
        """Hide the alert that was never shown."""


def make() -> Tray:
    """The tray, not yet started."""
    notify_dbus.Notifier = _Silent
    if os.environ.get("PYSTRAY_BACKEND") == "gtk":
        return PystrayTray(x_tray)
    return PystrayTray(lambda: bool(tray_host()))
