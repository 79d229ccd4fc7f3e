"""The eyes and hands of a person before the screen: windows, tray, alerts, pictures."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from tests.desktop_gui.programs import output, until
from Xlib import X
from Xlib.display import Display

PICTURES = Path(__file__).parents[2] / "build" / "desktop-screenshots"
_ICON = 64
_CALL = ("dbus-send", "--session", "--print-reply")
_GEOMETRY = re.compile(r"^(X|Y|WIDTH|HEIGHT)=(\d+)$", re.MULTILINE)


@dataclass(frozen=True)
class Seen:
    """A window as it stands: its id, and its place in pixels."""

    id: str
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height // 2


@dataclass(frozen=True)
class Screen:
    env: Mapping[str, str]
    folder: Path

    def windows(self, *, title: str) -> list[Seen]:
        """Windows with this title (a regular expression) that are to be seen."""
        # An icon in the tray bears the name of its program, too.
        found = self._search("--onlyvisible", "--name", title)
        return [one for one in found if min(one.width, one.height) > _ICON]

    def of_class(self, name: str) -> list[Seen]:
        return self._search("--onlyvisible", "--class", name)

    def window(self, title: str, *, within: float = 60) -> Seen:
        """The window with this title, as soon as it is there."""
        what = f"a window {title!r}"
        return until(lambda: self.windows(title=title), what=what, within=within)[0]

    def gone(self, title: str, *, within: float = 60) -> None:
        """Returns when no window of this title is to be seen."""
        until(lambda: not self.windows(title=title), what=f"{title!r} gone", within=within)

    def press_close(self, window: Seen) -> None:
        """What the button in its corner does."""
        self._run("wmctrl", "-i", "-c", hex(int(window.id)))

    def focus(self, window: Seen) -> None:
        """Have what is typed go to this window."""
        self._run("xdotool", "windowactivate", "--sync", window.id)

    def click(self, x: int, y: int, *, button: int = 1) -> None:
        # With --sync it would wait for a pointer that is there already.
        self._run("xdotool", "mousemove", str(x), str(y), "click", str(button))

    def place(self, window: Seen, x: int, y: int, width: int, height: int) -> Seen:
        """Move a window, and give it another size."""
        self._run("xdotool", "windowsize", "--sync", window.id, str(width), str(height))
        self._run("xdotool", "windowmove", window.id, str(x), str(y))
        until(lambda: self._seen(window.id).x < x + 20, what="a window elsewhere")
        return self._seen(window.id)

    def hold(self, x: int, y: int) -> None:
        """Press the button of the mouse there, and do not let go."""
        self._run("xdotool", "mousemove", str(x), str(y), "mousedown", "1")

    def let_go(self) -> None:
        self._run("xdotool", "mouseup", "1")

    def stir_until(self, place: tuple[int, int], told: Callable[[], bool]) -> None:
        """Move the pointer about at `place` until `told`; a drag lives by movement."""
        steps = cycle(range(12))

        def moved() -> bool:
            self._run("xdotool", "mousemove", str(place[0] + next(steps)), str(place[1]))
            return told()

        until(moved, what=f"an answer to the drag at {place}")

    def keys(self, *names: str) -> None:
        for name in names:
            self._run("xdotool", "key", "--delay", "40", name)

    def type(self, text: str) -> None:
        self._run("xdotool", "type", "--delay", "20", text)

    def click_tray(self, *, button: int = 1) -> None:
        """Click the only icon of the tray."""
        self.click(*self.tray_icon(), button=button)

    def tray_icon(self) -> tuple[int, int]:
        """Where the only icon of the tray is, as soon as there is one."""
        if self.has_sni_host():
            until(self.sni_items, what="an icon in the panel")
            [panel] = self.of_class("xfce4-panel")[:1]
            return panel.x + 16, panel.y + panel.height // 2
        found = until(self._embedded, what="an icon in the tray")
        return found.middle

    def choose(self, place: int) -> None:
        """Press the entry at this place of the open menu: 0 the first, -1 the last."""
        menu = self.menu()
        moves = ["Down"] * (place + 1) if place >= 0 else ["Up"] * -place
        self.keys(*moves, "Return")
        until(lambda: menu.id not in {one.id for one in self._menus()}, what="the menu closes")

    def menu(self) -> Seen:
        """The menu that is open."""
        found = until(self._menus, what="an open menu")
        return found[-1]

    def picture(self, name: str) -> Path:
        """Keep what is to be seen now."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        file = PICTURES / f"{name}.png"
        self._run("import", "-window", "root", str(file))
        return file

    def has_xembed_tray(self) -> bool:
        """Whether somebody takes icons of the older kind."""
        display = Display(self.env["DISPLAY"])
        try:
            tray = display.intern_atom("_NET_SYSTEM_TRAY_S0")
            return bool(display.get_selection_owner(tray) != X.NONE)
        finally:
            display.close()

    def has_sni_host(self) -> bool:
        """Whether somebody shows icons of the kind that are told over the bus."""
        return "boolean true" in self._watcher("IsStatusNotifierHostRegistered")

    def sni_items(self) -> list[str]:
        """The icons that the panel knows."""
        return re.findall(r'string "([^"]+)"', self._watcher("RegisteredStatusNotifierItems"))

    def owns(self, name: str) -> bool:
        """Whether somebody on the bus has this name."""
        bus = ["--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"]
        asked = [*bus, "org.freedesktop.DBus.NameHasOwner", f"string:{name}"]
        return "boolean true" in output([*_CALL, *asked], self.env)

    def _watcher(self, fact: str) -> str:
        if not self.owns("org.kde.StatusNotifierWatcher"):
            return ""
        where = ["--dest=org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher"]
        asked = [*where, "org.freedesktop.DBus.Properties.Get"]
        which = ["string:org.kde.StatusNotifierWatcher", f"string:{fact}"]
        return output([*_CALL, *asked, *which], self.env)

    def _embedded(self) -> Seen | None:
        """The tray's window once it is as wide as an icon."""
        return next((tray for tray in self.of_class("trayer") if tray.width >= 16), None)

    def _menus(self) -> list[Seen]:
        """Windows that the window manager leaves alone and that are as large as a menu."""
        words = ["xwininfo", "-root", "-tree"]
        found = []
        for line in output(words, self.env).splitlines():
            match = re.match(r"^     (0x[0-9a-f]+) .*?(\d+)x(\d+)\+-?\d+\+-?\d+\s", line)
            if match and int(match[2]) > 60 and int(match[3]) > 30:
                found += self._if_menu(match[1])
        return found

    def _if_menu(self, window: str) -> list[Seen]:
        about = output(["xprop", "-id", window, "_NET_WM_WINDOW_TYPE"], self.env)
        if not re.search("POPUP_MENU|DROPDOWN_MENU|TYPE_MENU", about):
            return []
        if "IsViewable" not in output(["xwininfo", "-id", window], self.env):
            return []
        return [self._seen(str(int(window, 16)))]

    def _search(self, *words: str) -> list[Seen]:
        found = output(["xdotool", "search", *words], self.env).split()
        return [one for one in map(self._seen, found) if one.width > 1]

    def _seen(self, window: str) -> Seen:
        told = output(["xdotool", "getwindowgeometry", "--shell", window], self.env)
        place = {name: int(number) for name, number in _GEOMETRY.findall(told)}
        x, y = place.get("X", 0), place.get("Y", 0)
        return Seen(window, x, y, place.get("WIDTH", 0), place.get("HEIGHT", 0))

    def _run(self, *words: str) -> None:
        output(list(words), self.env)
