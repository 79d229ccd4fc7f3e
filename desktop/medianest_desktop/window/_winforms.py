"""The window's own toolkit where it is Windows Forms with WebView2."""

import ctypes
import sys
from collections.abc import Callable
from typing import Any

import clr

clr.AddReference("System.Windows.Forms")
clr.AddReference("System.Drawing")

from System import Action  # noqa: E402 - its assembly must be loaded first
from System.Drawing import Point, Size  # noqa: E402 - the same
from System.Windows.Forms import Clipboard, FormStartPosition, FormWindowState, Screen  # noqa: E402 - the same

from medianest_desktop.settings import WindowSettings  # noqa: E402 - the same
from medianest_desktop.window.kinds import Native, Outlook, Toolkit, fits, is_own  # noqa: E402 - the same
from medianest_desktop.window.scripts import TYPED  # noqa: E402 - the same

# The name under which alerts are raised too; the installer's shortcut bears the same.
_APPLICATION = "MediaNest"
_SHUTTING_DOWN = 0x2000


class WinForms:
    """What pywebview leaves undone on Windows; its own Save dialog takes care of downloads."""

    name: Toolkit = "edgechromium"

    def prepare(self) -> None:
        """Name the program, so that the taskbar and alerts count it as one."""
        if sys.platform == "win32":
            ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(_APPLICATION)

    def dress(self, window: Any, outlook: Outlook) -> None:
        """Place the window and take over its navigation."""
        _put(window.native, outlook.place())

        def decide(sender: Any, asked: Any) -> None:
            address = str(asked.Uri)
            if not is_own(address, str(sender.Source or address)):
                asked.Cancel = True
                outlook.outside(address)

        def add(sender: Any, _: Any) -> None:
            sender.CoreWebView2.AddScriptToExecuteOnDocumentCreatedAsync(TYPED)

        window.native.webview.NavigationStarting += decide
        window.native.webview.CoreWebView2InitializationCompleted += add

    def place(self, window: Any) -> WindowSettings | None:
        """Where the window is, with the size that it has when not maximised."""
        native = window.native
        maximized = native.WindowState == FormWindowState.Maximized
        normal = native.WindowState == FormWindowState.Normal
        area = native.Bounds if normal else native.RestoreBounds
        return WindowSettings(
            width=area.Width, height=area.Height, x=area.X, y=area.Y, maximized=maximized
        )

    def front(self, window: Any) -> None:
        """Ask the form's thread to raise it."""
        native = window.native

        def raised() -> None:
            if native.WindowState == FormWindowState.Minimized:
                native.WindowState = FormWindowState.Normal
            native.Activate()

        native.BeginInvoke(Action(raised))

    def clipboard(self, window: Any, take: Callable[[str], None]) -> None:
        """Ask the form's thread, which alone may look into the clipboard."""
        window.native.BeginInvoke(Action(lambda: take(str(Clipboard.GetText()))))

    def ending(self) -> bool:
        """Whether the person is signing out or the system is going down."""
        if sys.platform == "win32":
            return bool(ctypes.windll.user32.GetSystemMetrics(_SHUTTING_DOWN))
        return False


def _put(native: Any, place: WindowSettings) -> None:
    areas = [screen.WorkingArea for screen in Screen.AllScreens]
    if fits(place, [(area.X, area.Y, area.Width, area.Height) for area in areas]):
        native.StartPosition = FormStartPosition.Manual
        native.Location = Point(place.x, place.y)
        # pywebview multiplies the size by the screen's scale; the one remembered is in pixels.
        native.Size = Size(place.width, place.height)
    if place.maximized:
        native.WindowState = FormWindowState.Maximized


def make() -> Native:
    """This toolkit's part."""
    return WinForms()
