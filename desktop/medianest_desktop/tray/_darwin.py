"""The tray beside a Cocoa window: the menu bar, which is always there."""

import AppKit
from PyObjCTools import AppHelper

from medianest_desktop.tray._pystray import PystrayTray
from medianest_desktop.tray.kinds import Tray


def make() -> Tray:
    """The tray, not yet started; AppKit wants its icon touched on the main thread alone."""
    return PystrayTray(
        lambda: True,
        AppHelper.callAfter,
        darwin_nsapplication=AppKit.NSApplication.sharedApplication(),
    )
