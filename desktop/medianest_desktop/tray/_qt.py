"""The tray by Qt, used where Qt draws the window."""

from typing import Any

from qtpy.QtCore import QObject, Qt, QTimer, Signal
from qtpy.QtGui import QIcon, QImage, QPixmap
from qtpy.QtWidgets import QMenu, QSystemTrayIcon

from medianest_desktop.live.face import SEPARATOR_LABEL, Entry, Face, Status
from medianest_desktop.tray.kinds import Chosen, Tray, tooltip
from medianest_desktop.tray.pictures import picture

_SIZES = (16, 22, 24, 32, 48, 64)


class QtTray(QObject):
    """One icon with a menu; faces reach Qt's thread as a signal."""

    _faced = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._icon: Any = None
        self._menu: Any = None
        self._face: Face | None = None
        self._filled: tuple[Entry, ...] = ()
        self._chosen: Chosen = lambda _: None
        self._faced.connect(self._change)

    def start(self, chosen: Chosen, face: Face) -> bool:
        """Put the icon up."""
        self._chosen = chosen
        self._icon = QSystemTrayIcon()
        self._icon.activated.connect(self._clicked)
        self._menu = QMenu()
        # Not before the line that was chosen has done what it says.
        self._menu.aboutToHide.connect(lambda: QTimer.singleShot(0, self._refill))
        self._icon.setContextMenu(self._menu)
        self._change(face)
        self._icon.show()
        return True

    def show(self, face: Face) -> None:
        """Take on another face."""
        self._faced.emit(face)

    def exists(self) -> bool:
        """Whether there is a tray, now, in which a person can see the icon."""
        return self._icon is not None and bool(QSystemTrayIcon.isSystemTrayAvailable())

    def stop(self) -> None:
        """Take the icon down."""
        if self._icon is not None:
            self._icon.hide()

    def _clicked(self, reason: Any) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self._chosen("open")

    def _change(self, face: Face) -> None:
        last, self._face = self._face, face
        if last is None or last.status is not face.status:
            self._icon.setIcon(_icon(face.status))
        self._icon.setToolTip(tooltip(face))
        self._refill()

    def _refill(self) -> None:
        # An open menu stays as it is: a submenu would stay on the screen without the line that it
        # belongs to.
        if self._face is None or self._menu.isVisible() or self._filled == self._face.entries:
            return
        self._filled = self._face.entries
        self._menu.clear()
        # Qt leaves these to whoever has made them.
        for below in self._menu.findChildren(QMenu, "", Qt.FindChildOption.FindDirectChildrenOnly):
            below.deleteLater()
        self._fill(self._menu, self._filled)

    def _fill(self, menu: Any, entries: tuple[Entry, ...]) -> None:
        for entry in entries:
            if entry.label == SEPARATOR_LABEL:
                menu.addSeparator()
            elif entry.entries:
                self._fill(menu.addMenu(_plain(entry.label)), entry.entries)
            else:
                self._line(menu, entry)

    def _line(self, menu: Any, entry: Entry) -> None:
        action = menu.addAction(_plain(entry.label))
        action.setEnabled(entry.enabled)
        action.triggered.connect(lambda: self._chosen(entry.command))


def _plain(label: str) -> str:
    # A single ampersand would underline the next letter.
    return label.replace("&", "&&")


def _icon(status: Status) -> Any:
    icon = QIcon()
    for size in _SIZES:
        drawn = picture(status, size)
        image = QImage(drawn.tobytes(), size, size, size * 4, QImage.Format.Format_RGBA8888)
        icon.addPixmap(QPixmap.fromImage(image))
    return icon


def make() -> Tray:
    """The tray, not yet started."""
    return QtTray()
