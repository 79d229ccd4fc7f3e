"""The tray beside a Windows Forms window: the notification area, which is always there."""

from medianest_desktop.tray._pystray import PystrayTray
from medianest_desktop.tray.kinds import Tray


def make() -> Tray:
    """The tray, not yet started."""
    return PystrayTray(lambda: True)
