"""What the system was asked to show, and the hand that presses its buttons."""

import re
import subprocess
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tests.desktop_gui.programs import Programs, output, until
from tests.desktop_gui.screen import Screen, Seen

_WANTED = "wanted-action"
# dunst draws no buttons; it hands their names to a program that answers with the chosen one.
_CHOOSER = '#!/bin/sh\nexec grep -F -m1 -- "$(cat {wanted})"\n'
_MONITORED = "interface='org.freedesktop.Notifications',member='Notify',type='method_call'"
_SERVICE = ("--session", "--dest=org.freedesktop.Notifications", "/org/freedesktop/Notifications")
_CLOSE = ("dbus-send", *_SERVICE, "org.freedesktop.Notifications.CloseNotification")
_STRING = re.compile(r'^ {3,6}string "(.*?)"$', re.MULTILINE | re.DOTALL)


def chooser(folder: Path) -> Path:
    """A program for dunst that chooses what `Alerts.press` wants."""
    program = folder / "choose"
    program.write_text(_CHOOSER.format(wanted=folder / _WANTED))
    program.chmod(0o755)
    return program


@dataclass(frozen=True)
class Alerts:
    """The alerts of one desktop; what was sent is read from the bus, whoever shows it."""

    screen: Screen
    programs: Programs

    def watch(self) -> None:
        """Write down every alert from now on."""
        self.programs.start("told", ["dbus-monitor", "--session", _MONITORED], self.screen.env)
        until(lambda: "NameAcquired" in self.programs.said("told"), what="a monitor of the bus")

    def titles(self) -> list[str]:
        """The titles of all alerts so far, in their order."""
        return [words[2] for words in self._told()]

    def said(self, title: str, *, within: float = 60) -> list[str]:
        """All strings of the first alert with `title` in its title, as soon as it was sent."""

        def found() -> list[str]:
            return next((words for words in self._told() if title in words[2]), [])

        return until(found, what=f"an alert {title!r} among {self.titles()}", within=within)

    def press(self, button: str, *, place: int = 0) -> None:
        """Press a button of the alert on the screen, by its name and its place from the left."""
        if self.screen.of_class("xfce4-notifyd"):
            self._click(self.screen.of_class("xfce4-notifyd")[-1], place)
            return
        (self.screen.folder / _WANTED).write_text(button)
        output(["dunstctl", "context"], self.screen.env)

    def clear(self) -> None:
        """Close all that the daemon shows; each of them understands one of these ways."""
        output(["dunstctl", "close-all"], self.screen.env)
        # xfce4-notifyd counts its alerts from one.
        for number in range(1, len(self.titles()) + 1):
            output([*_CLOSE, f"uint32:{number}"], self.screen.env)
        until(lambda: not self._on_screen(), what="no alert on the screen")

    def shown(self) -> Seen:
        """The alert on the screen, as soon as there is one."""

        return until(self._on_screen, what="an alert on the screen")[-1]

    def _on_screen(self) -> list[Seen]:
        every = self.screen.of_class("xfce4-notifyd") + self.screen.of_class("Dunst")
        return [one for one in every if one.height > 20]

    def _told(self) -> list[list[str]]:
        calls = self.programs.said("told").split("method call ")[1:]
        told = [_STRING.findall(call) for call in calls if "member=Notify\n" in call]
        # An application and its icon come first, then title and body.
        return [[words[0], words[1], *words[2:]] for words in told if len(words) > 3]

    def _click(self, alert: Seen, place: int) -> None:
        row = alert.height - 31
        left, right = buttons(self.screen, alert, row)[place]
        self.screen.click(alert.x + (left + right) // 2, alert.y + row)


def buttons(screen: Screen, alert: Seen, row: int) -> list[tuple[int, int]]:
    """Where buttons are in one row of pixels of an alert: whatever is wide and not white."""
    place = f"{alert.width}x1+{alert.x}+{alert.y + row}"
    words = ["import", "-window", "root", "-crop", place, "+repage", "-depth", "8", "rgb:-"]
    shot = subprocess.run(words, env=dict(screen.env), capture_output=True, check=True).stdout
    white = [min(shot[at : at + 3]) >= 0xFE for at in range(0, len(shot), 3)]
    found, at = [], 0
    for blank, run in groupby(white):
        width = len(list(run))
        if not blank and width > 20:
            found.append((at, at + width))
        at += width
    return found
