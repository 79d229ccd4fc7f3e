"""The tray by pystray: AppIndicator or GTK on Linux, the notification area, the menu bar."""

import sys
from collections.abc import Callable
from typing import Any

import pystray
import structlog

from medianest_desktop.live.face import SEPARATOR_LABEL, Entry, Face
from medianest_desktop.tray.kinds import Chosen, tooltip
from medianest_desktop.tray.pictures import picture

log = structlog.get_logger()

_SIZE = 64


class PystrayTray:
    """One icon with a menu; `later` runs work where the toolkit wants its icon touched.

    `options` are pystray's own for a system, and `host` says whether a tray is there.
    """

    def __init__(
        self,
        host: Callable[[], bool],
        later: Callable[[Callable[[], None]], None] = lambda work: work(),
        **options: Any,
    ) -> None:
        self._host = host
        self._later = later
        self._options = options
        self._icon: Any = None
        self._face: Face | None = None
        self._chosen: Chosen = lambda _: None

    def start(self, chosen: Chosen, face: Face) -> bool:
        """Put the icon up."""
        self._chosen = chosen
        self._face = face
        self._icon = pystray.Icon(
            "medianest",
            icon=_picture(face),
            title=tooltip(face),
            menu=self._menu(face.entries),
            **self._options,
        )
        self._icon.run_detached()
        return True

    def show(self, face: Face) -> None:
        """Take on another face; what is the same is left alone, so that an open menu stays open."""
        last, self._face = self._face, face
        if self._icon is None or last is None or face == last:
            return
        self._later(lambda: self._change(last, face))

    def exists(self) -> bool:
        """Whether there is a tray, now, in which a person can see the icon."""
        return self._icon is not None and self._host()

    def stop(self) -> None:
        """Take the icon down."""
        if self._icon is None:
            return
        icon, self._icon = self._icon, None
        icon.visible = False
        # On macOS this would end the whole program before the engine has ended.
        if sys.platform != "darwin":
            icon.stop()

    def _change(self, last: Face, face: Face) -> None:
        icon = self._icon
        if icon is None:
            return
        if face.status is not last.status:
            icon.icon = _picture(face)
        icon.title = tooltip(face)
        if face.entries != last.entries:
            icon.menu = self._menu(face.entries)

    def _menu(self, entries: tuple[Entry, ...]) -> Any:
        return pystray.Menu(*(self._line(entry) for entry in entries))

    def _line(self, entry: Entry) -> Any:
        if entry.label == SEPARATOR_LABEL:
            return pystray.Menu.SEPARATOR
        return pystray.MenuItem(
            # An underscore would mark a key to press.
            entry.label,
            self._menu(entry.entries) if entry.entries else self._choice(entry.command),
            enabled=entry.enabled,
            default=entry.command == "open",
        )

    def _choice(self, command: str) -> Callable[[Any, Any], None]:
        # pystray looks at how many arguments a function takes.
        def choose(_: Any, __: Any) -> None:
            self._chosen(command)

        return choose


def _picture(face: Face) -> Any:
    return picture(face.status, _SIZE, "template" if sys.platform == "darwin" else "colour")
