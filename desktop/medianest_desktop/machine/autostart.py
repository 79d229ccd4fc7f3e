"""Starts the client, hidden, when its person signs in to the computer."""

import plistlib
import sys
from pathlib import Path
from typing import Protocol

from medianest_desktop import APPLICATION
from medianest_desktop.machine.desktop_file import desktop_file, exec_line
from medianest_desktop.machine.program import command

if sys.platform == "win32":
    import winreg

_RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
_NAME = "MediaNest"


class Autostart(Protocol):
    """Where a system keeps what it starts at login."""

    def on(self) -> bool:
        """Whether the client is started at login."""

    def refused(self) -> bool:
        """Whether the person switched it off by the system's own means."""

    def set(self, *, on: bool) -> None:
        """Start the client at login from now on, or no longer. Raises OSError."""


class XdgAutostart:
    """A .desktop file in the person's autostart folder, which every Linux desktop reads."""

    def __init__(self, config: Path, words: list[str]) -> None:
        self._file = config / "autostart" / f"{APPLICATION}.desktop"
        self._words = words

    def on(self) -> bool:
        """Whether the file is there, and no desktop has switched it off inside."""
        return self._file.exists() and not self.refused()

    def refused(self) -> bool:
        """Whether a desktop has switched it off inside the file."""
        try:
            return "Hidden=true" in self._file.read_text(encoding="utf-8")
        except OSError:
            return False

    def set(self, *, on: bool) -> None:
        """Write or remove the file."""
        if not on:
            self._file.unlink(missing_ok=True)
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        text = desktop_file(
            Exec=exec_line([*self._words, "--hidden"]),
            Icon=APPLICATION,
            X_GNOME_Autostart_enabled="true",
        )
        self._file.write_text(text, encoding="utf-8")


class LaunchAgent:
    """A property list in the person's LaunchAgents, which macOS reads at login."""

    def __init__(self, library: Path, words: list[str]) -> None:
        self._file = library / "LaunchAgents" / f"{APPLICATION}.plist"
        self._words = words

    def on(self) -> bool:
        """Whether the list is there."""
        return self._file.exists()

    def refused(self) -> bool:
        """False: macOS keeps that elsewhere, and it holds however often the list is written."""
        return False

    def set(self, *, on: bool) -> None:
        """Write or remove the list."""
        if not on:
            self._file.unlink(missing_ok=True)
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        wish = {
            "Label": APPLICATION,
            "ProgramArguments": [*self._words, "--hidden"],
            "RunAtLoad": True,
            "ProcessType": "Interactive",
        }
        self._file.write_bytes(plistlib.dumps(wish))


if sys.platform == "win32":

    class RunKey:
        """A value of the person's Run key in the registry, which Windows reads at login."""

        def __init__(self, words: list[str]) -> None:
            self._line = " ".join(f'"{word}"' for word in [*words, "--hidden"])

        def on(self) -> bool:
            """Whether the value is there."""
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
                    winreg.QueryValueEx(key, _NAME)
            except FileNotFoundError:
                return False
            return True

        def refused(self) -> bool:
            """False: Windows keeps that elsewhere, and it holds however often this is written."""
            return False

        def set(self, *, on: bool) -> None:
            """Write or remove the value."""
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
                if on:
                    winreg.SetValueEx(key, _NAME, 0, winreg.REG_SZ, self._line)
                elif self.on():
                    winreg.DeleteValue(key, _NAME)


def autostart(config_home: Path) -> Autostart:
    """This system's way; `config_home` is where a Linux desktop looks."""
    if sys.platform == "win32":
        return RunKey(command())
    if sys.platform == "darwin":
        return LaunchAgent(Path.home() / "Library", command())
    return XdgAutostart(config_home, command())
