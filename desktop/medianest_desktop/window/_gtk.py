"""The window's own toolkit where it is GTK 3 with WebKitGTK."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
try:
    gi.require_version("WebKit2", "4.1")
except ValueError:
    gi.require_version("WebKit2", "4.0")

from gi.repository import Gdk, GLib, Gtk, WebKit2  # noqa: E402 - its versions must be chosen first
from webview.platforms.gtk import BrowserView  # noqa: E402 - the same

from medianest_desktop import APPLICATION  # noqa: E402 - the same
from medianest_desktop.settings import WindowSettings  # noqa: E402 - the same
from medianest_desktop.window.kinds import (  # noqa: E402 - the same
    Native,
    Outlook,
    Toolkit,
    centred,
    fits,
    free_name,
    is_own,
)
from medianest_desktop.window.scripts import TYPED  # noqa: E402 - the same


class Gtk3:
    """What pywebview leaves undone on GTK."""

    name: Toolkit = "gtk"

    def prepare(self) -> None:
        """Name the program, so that panels find its icon, and choose the kind of tray."""
        GLib.set_prgname(APPLICATION)
        GLib.set_application_name("MediaNest")
        if not Gtk.init_check()[0]:
            raise ImportError("no display")
        # Left alone, pystray would fall back to an icon that has no menu and hears no click.
        os.environ["PYSTRAY_BACKEND"] = "appindicator" if _has_appindicator() else "gtk"

    def dress(self, window: Any, outlook: Outlook) -> None:
        """Place the window and take over its navigation and its downloads."""
        _put(window.native, outlook.place())
        view = BrowserView.instances[window.uid]
        view.manager.add_script(_in_each_page(TYPED))
        bounds = _Bounds(outlook)
        # pywebview would show what the server marks as an attachment, and asks where the file goes
        # in a folder that not every system has.
        view.webview.disconnect_by_func(view.on_navigation)
        view.webview.connect("decide-policy", bounds.decide)
        view.webview.connect("create", bounds.create)
        context = view.webview.get_context()
        # The system's proxy would get even what is meant for this computer alone, key and all.
        context.get_website_data_manager().set_network_proxy_settings(
            WebKit2.NetworkProxyMode.NO_PROXY, None
        )
        context.disconnect_by_func(view.on_download_started)
        context.connect("download-started", bounds.download)

    def place(self, window: Any) -> WindowSettings | None:
        """Where the window is, with the size that it has when not maximised."""
        native = window.native
        if not native.get_visible():
            return None
        left, top = native.get_position()
        width, height = native.get_size()
        return WindowSettings(
            width=width, height=height, x=left, y=top, maximized=native.is_maximized()
        )

    def front(self, window: Any) -> None:
        """Ask GTK's thread to present the window."""
        GLib.idle_add(window.native.present)

    def clipboard(self, _: Any, take: Callable[[str], None]) -> None:
        """Ask GTK's thread for the clipboard; its owner may take a while to answer."""

        def ask() -> None:
            board = Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD)
            board.request_text(lambda _, text: take(text or ""))

        GLib.idle_add(ask)

    def ending(self) -> bool:
        """GTK ends without asking the window."""
        return False


class _Bounds:
    """Keeps the window on its own pages, and what it downloads in the person's folder."""

    def __init__(self, outlook: Outlook) -> None:
        self._outlook = outlook

    def decide(self, view: Any, decision: Any, kind: Any) -> bool:
        if kind == WebKit2.PolicyDecisionType.RESPONSE:
            return _answer(decision)
        action = decision.get_navigation_action()
        address = action.get_request().get_uri()
        new_window = kind == WebKit2.PolicyDecisionType.NEW_WINDOW_ACTION
        if self._belongs(view, address) and not new_window:
            return False
        decision.ignore()
        self._lead(view, address)
        return True

    def create(self, view: Any, action: Any) -> None:
        self._lead(view, action.get_request().get_uri())

    def _belongs(self, view: Any, address: str) -> bool:
        # Frames within the page are the page's own affair, and its policy's.
        return is_own(address, view.get_uri() or address)

    def _lead(self, view: Any, address: str) -> None:
        if self._belongs(view, address):
            view.load_uri(address)
        else:
            self._outlook.outside(address)

    def download(self, _: Any, download: Any) -> None:
        kept = _Download(self._outlook)
        download.connect("decide-destination", kept.name)
        download.connect("failed", kept.fail)
        download.connect("finished", kept.finish)


class _Download:
    def __init__(self, outlook: Outlook) -> None:
        self._outlook = outlook
        self._path = Path()
        self._reason = ""

    def name(self, download: Any, suggested: str) -> bool:
        self._outlook.downloads.mkdir(parents=True, exist_ok=True)
        self._path = free_name(self._outlook.downloads, suggested or _last(download))
        download.set_destination(self._path.as_uri())
        return True

    def fail(self, _: Any, failure: Any) -> None:
        self._reason = str(getattr(failure, "message", failure)) or "failed"

    def finish(self, _: Any) -> None:
        self._outlook.saved(self._path, self._reason)


def _has_appindicator() -> bool:
    repository = gi.Repository.get_default()
    names = ("AyatanaAppIndicator3", "AppIndicator3")
    return any(repository.enumerate_versions(name) for name in names)


def _in_each_page(script: str) -> Any:
    place, moment = WebKit2.UserContentInjectedFrames, WebKit2.UserScriptInjectionTime
    return WebKit2.UserScript.new(script, place.TOP_FRAME, moment.START, None, None)


def _answer(decision: Any) -> bool:
    headers = decision.get_response().get_http_headers()
    disposition = (headers.get_one("Content-Disposition") or "") if headers else ""
    if disposition.lower().startswith("attachment") or not decision.is_mime_type_supported():
        decision.download()
        return True
    return False


def _last(download: Any) -> str:
    return unquote(urlsplit(download.get_request().get_uri()).path.rsplit("/", 1)[-1])


def _put(native: Any, place: WindowSettings) -> None:
    display = Gdk.Display.get_default()
    areas = [display.get_monitor(n).get_workarea() for n in range(display.get_n_monitors())]
    screens = [(area.x, area.y, area.width, area.height) for area in areas]
    if fits(place, screens):
        native.move(place.x, place.y)
    else:
        left, top, width, height = centred(place, screens[0])
        native.resize(width, height)
        native.move(left, top)
    if place.maximized:
        native.maximize()


def make() -> Native:
    """This toolkit's part."""
    return Gtk3()
