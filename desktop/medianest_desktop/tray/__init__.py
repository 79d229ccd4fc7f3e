"""The icon in the system's tray, with its menu.

`_pystray` serves GTK, Windows and macOS, `_qt` serves Qt; only the chosen one is imported.
"""

from medianest_desktop.tray.kinds import Chosen, Tray
from medianest_desktop.tray.pictures import picture

__all__ = ["Chosen", "Tray", "picture"]
