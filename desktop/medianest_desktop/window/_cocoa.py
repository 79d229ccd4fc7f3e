"""The window's own toolkit where it is Cocoa with WKWebView."""

import struct
from collections.abc import Callable
from typing import Any

import AppKit
import Foundation
import objc
import WebKit
from PyObjCTools import AppHelper
from webview.platforms.cocoa import BrowserView

from medianest_desktop.settings import WindowSettings
from medianest_desktop.window.kinds import Native, Outlook, Toolkit, fits, is_own
from medianest_desktop.window.scripts import TYPED

_REGULAR, _ACCESSORY = 0, 1
_CANCEL = 0
# The four-letter codes by which the system hands over a link.
(_GET_URL,) = struct.unpack(">I", b"GURL")
(_DIRECT,) = struct.unpack(">I", b"----")


class Cocoa:
    """What pywebview leaves undone on macOS; its own Save panel takes care of downloads."""

    name: Toolkit = "cocoa"

    def __init__(self) -> None:
        # The system keeps no reference to a delegate.
        self._kept: list[Any] = []
        self._leaving: Any = None

    def prepare(self) -> None:
        """Make the application, which the menu bar's icon needs before there is a window."""
        AppKit.NSApplication.sharedApplication()

    def dress(self, window: Any, outlook: Outlook) -> None:
        """Place the window, take over its navigation, and listen for links and for the end."""
        view = BrowserView.instances[window.uid]
        _put(window.native, outlook.place())
        view.webview.configuration().userContentController().addUserScript_(_in_each_page(TYPED))
        bounds = _Bounds.alloc().init()
        bounds.outlook = outlook
        view.webview.setNavigationDelegate_(bounds)
        self._leaving = _Leaving.alloc().init()
        self._leaving.leaving = False
        BrowserView.app.setDelegate_(self._leaving)
        links = _Links.alloc().init()
        links.outlook = outlook
        Foundation.NSAppleEventManager.sharedAppleEventManager().setEventHandler_andSelector_forEventClass_andEventID_(
            links, "opened:reply:", _GET_URL, _GET_URL
        )
        self._kept = [bounds, links]
        if window.hidden:
            # Started for its menu bar icon alone: no icon in the Dock until the window is wanted.
            AppHelper.callAfter(BrowserView.app.setActivationPolicy_, _ACCESSORY)

    def place(self, window: Any) -> WindowSettings | None:
        """Where the window is, counted from the bottom left as the system does."""
        frame = window.native.frame()
        return WindowSettings(
            width=int(frame.size.width),
            height=int(frame.size.height),
            x=int(frame.origin.x),
            y=int(frame.origin.y),
            maximized=bool(window.native.isZoomed()),
        )

    def front(self, window: Any) -> None:
        """Ask the main thread to raise the window, with its icon in the Dock."""

        def raised() -> None:
            BrowserView.app.setActivationPolicy_(_REGULAR)
            if window.native.isMiniaturized():
                window.native.deminiaturize_(None)
            window.native.makeKeyAndOrderFront_(None)
            BrowserView.app.activateIgnoringOtherApps_(objc.YES)

        AppHelper.callAfter(raised)

    def clipboard(self, _: Any, take: Callable[[str], None]) -> None:
        """Ask the main thread for the pasteboard."""

        def ask() -> None:
            board = AppKit.NSPasteboard.generalPasteboard()
            take(str(board.stringForType_(AppKit.NSPasteboardTypeString) or ""))

        AppHelper.callAfter(ask)

    def ending(self) -> bool:
        """Whether the person quits the program or signs out, which no window may stop."""
        return bool(self._leaving is not None and self._leaving.leaving)


class _Bounds(BrowserView.BrowserDelegate):
    """Keeps the window on its own pages."""

    def webView_decidePolicyForNavigationAction_decisionHandler_(  # noqa: N802 - Cocoa's name
        self, view: Any, action: Any, handler: Any
    ) -> None:
        address = str(action.request().URL().absoluteString())
        page = str(view.URL().absoluteString()) if view.URL() else address
        frame = action.targetFrame()
        if (frame is None or frame.isMainFrame()) and not is_own(address, page):
            handler(_CANCEL)
            self.outlook.outside(address)
            return
        objc.super(_Bounds, self).webView_decidePolicyForNavigationAction_decisionHandler_(
            view, action, handler
        )


class _Leaving(BrowserView.AppDelegate):
    """Knows the end of the program from the closing of its window."""

    def applicationShouldTerminate_(self, application: Any) -> Any:  # noqa: N802 - Cocoa's name
        self.leaving = True
        return objc.super(_Leaving, self).applicationShouldTerminate_(application)


class _Links(AppKit.NSObject):
    """Receives `medianest:` links from the system."""

    def opened_reply_(self, event: Any, _: Any) -> None:
        self.outlook.linked(str(event.paramDescriptorForKeyword_(_DIRECT).stringValue()))


def _in_each_page(source: str) -> Any:
    return WebKit.WKUserScript.alloc().initWithSource_injectionTime_forMainFrameOnly_(
        source, WebKit.WKUserScriptInjectionTimeAtDocumentStart, objc.YES
    )


def _put(native: Any, place: WindowSettings) -> None:
    areas = [screen.visibleFrame() for screen in AppKit.NSScreen.screens()]
    screens = [
        (int(a.origin.x), int(a.origin.y), int(a.size.width), int(a.size.height)) for a in areas
    ]
    if fits(place, screens):
        native.setFrame_display_(
            Foundation.NSMakeRect(place.x, place.y, place.width, place.height), objc.YES
        )
    if place.maximized and not native.isZoomed():
        native.zoom_(None)


def make() -> Native:
    """This toolkit's part."""
    return Cocoa()
