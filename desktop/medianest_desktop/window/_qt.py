"""The window's own toolkit where it is Qt with its WebEngine."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qtpy.QtCore import QObject, Qt, QUrl, Signal
from qtpy.QtWebEngineCore import QWebEngineDownloadRequest, QWebEngineScript
from qtpy.QtWebEngineWidgets import QWebEnginePage
from qtpy.QtWidgets import QApplication
from webview.platforms.qt import BrowserView

from medianest_desktop import APPLICATION
from medianest_desktop.settings import WindowSettings
from medianest_desktop.window.kinds import (
    Native,
    Outlook,
    Toolkit,
    centred,
    fits,
    free_name,
    is_own,
)
from medianest_desktop.window.scripts import TYPED

_DONE = QWebEngineDownloadRequest.DownloadState.DownloadCompleted


class Qt6:
    """What pywebview leaves undone on Qt."""

    name: Toolkit = "qt"

    def __init__(self) -> None:
        self._bounds: _Bounds | None = None

    def prepare(self) -> None:
        """Make the application, which the tray's icon needs before there is a window."""
        if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            raise ImportError("no display")
        # What X calls the instance of a window, by which panels find its .desktop file.
        application = QApplication.instance() or QApplication([APPLICATION])
        application.setApplicationName("MediaNest")
        application.setDesktopFileName(APPLICATION)
        application.setQuitOnLastWindowClosed(False)

    def dress(self, window: Any, outlook: Outlook) -> None:
        """Place the window and take over its navigation and its downloads."""
        view = BrowserView.instances[window.uid]
        _put(view, outlook.place())
        page = view.webview.page()
        page.scripts().insert(_in_each_page(TYPED))
        self._bounds = _Bounds(view, page, outlook)
        page.navigationRequested.connect(self._bounds.decide)
        page.nav_handler = _NewWindow(page, self._bounds)
        profile = page.profile()
        profile.setCachePath(str(outlook.storage / "cache"))
        # pywebview asks for a path and then calls a method that Qt 6 does not have.
        profile.downloadRequested.disconnect(view.on_download_requested)
        profile.downloadRequested.connect(self._bounds.download)

    def place(self, window: Any) -> WindowSettings | None:
        """Where the window is, with the size that it has when not maximised."""
        native = window.native
        if not native.isVisible():
            return None
        size, corner = native.size(), native.pos()
        return WindowSettings(
            width=size.width(),
            height=size.height(),
            x=corner.x(),
            y=corner.y(),
            maximized=native.isMaximized(),
        )

    def front(self, _: Any) -> None:
        """Ask Qt's thread to raise the window."""
        if self._bounds is not None:
            self._bounds.wanted.emit()

    def clipboard(self, _: Any, take: Callable[[str], None]) -> None:
        """Ask Qt's thread for the clipboard."""
        if self._bounds is not None:
            self._bounds.asked.emit(take)

    def ending(self) -> bool:
        """Whether the session manager is closing everything."""
        return bool(QApplication.instance().isSavingSession())


class _Bounds(QObject):
    """Keeps the window on its own pages, and what it downloads in the person's folder."""

    wanted = Signal()
    asked = Signal(object)

    def __init__(self, view: Any, page: Any, outlook: Outlook) -> None:
        super().__init__(view)
        self._view = view
        self._page = page
        self._outlook = outlook
        self.wanted.connect(self._front)
        self.asked.connect(self._clipboard)

    def decide(self, request: Any) -> None:
        address = request.url().toString()
        # Frames within the page are the page's own affair, and its policy's.
        if not request.isMainFrame() or self._belongs(address):
            return
        request.reject()
        self._outlook.outside(address)

    def lead(self, address: str) -> None:
        if self._belongs(address):
            self._page.setUrl(QUrl(address))
        else:
            self._outlook.outside(address)

    def download(self, request: Any) -> None:
        self._outlook.downloads.mkdir(parents=True, exist_ok=True)
        path = free_name(self._outlook.downloads, request.downloadFileName())
        request.setDownloadDirectory(str(path.parent))
        request.setDownloadFileName(path.name)
        request.isFinishedChanged.connect(lambda: self._ended(request, path))
        request.accept()

    def _ended(self, request: Any, path: Path) -> None:
        if request.isFinished():
            whole = request.state() == _DONE
            self._outlook.saved(path, "" if whole else request.interruptReasonString())

    def _belongs(self, address: str) -> bool:
        return is_own(address, self._page.url().toString() or address)

    def _clipboard(self, take: Callable[[str], None]) -> None:
        take(QApplication.clipboard().text())

    def _front(self) -> None:
        state = self._view.windowState() & ~Qt.WindowState.WindowMinimized
        self._view.setWindowState(state | Qt.WindowState.WindowActive)
        self._view.raise_()
        self._view.activateWindow()


class _NewWindow(QWebEnginePage):
    """Stands for each window that a page wants to open, and opens none."""

    def __init__(self, page: Any, bounds: _Bounds) -> None:
        super().__init__(page.profile(), page)
        self._bounds = bounds

    def acceptNavigationRequest(self, address: Any, *_: Any) -> bool:  # noqa: N802 - Qt's name
        self._bounds.lead(address.toString())
        return False


def _in_each_page(source: str) -> Any:
    script = QWebEngineScript()
    script.setSourceCode(source)
    script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentCreation)
    script.setWorldId(QWebEngineScript.ScriptWorldId.MainWorld)
    return script


def _put(view: Any, place: WindowSettings) -> None:
    areas = [screen.availableGeometry() for screen in QApplication.screens()]
    screens = [(area.x(), area.y(), area.width(), area.height()) for area in areas]
    if fits(place, screens):
        view.move(place.x, place.y)
    else:
        left, top, width, height = centred(place, screens[0])
        view.resize(width, height)
        view.move(left, top)
    if place.maximized:
        view.setWindowState(Qt.WindowState.WindowMaximized)


def make() -> Native:
    """This toolkit's part."""
    return Qt6()
