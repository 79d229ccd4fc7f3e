"""The window that shows the dashboard: pywebview, and what each system needs beside it.

`WebWindow` is the same everywhere. `_gtk`, `_qt`, `_winforms` and `_cocoa` each import the
libraries of one system, so only the one that is chosen is ever imported.
"""

from medianest_desktop.window.kinds import Browser, Native, Outlook
from medianest_desktop.window.scripts import DROPPED
from medianest_desktop.window.webwindow import WebWindow

__all__ = ["DROPPED", "Browser", "Native", "Outlook", "WebWindow"]
