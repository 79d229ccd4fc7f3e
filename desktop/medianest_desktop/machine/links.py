"""Makes this client the one that opens `medianest:` links."""

import shutil
import subprocess
import sys
from pathlib import Path

import structlog
from platformdirs import user_data_path

from medianest_desktop import APPLICATION
from medianest_desktop.engine.links import SCHEME
from medianest_desktop.machine.desktop_file import desktop_file, exec_line, value
from medianest_desktop.machine.program import command

if sys.platform == "win32":
    import winreg

log = structlog.get_logger()

_CLASS = rf"Software\Classes\{SCHEME}"
_PATIENCE = 10
_PACKAGED = Path("/usr/share/applications") / f"{APPLICATION}.desktop"


def is_link(text: str) -> bool:
    """Whether `text` is a link for this client."""
    return text.lower().startswith(f"{SCHEME}:")


def register(data_home: Path, icon: Path) -> None:
    """Tell the system who opens the links; done anew at each start, since programs move.

    macOS reads it from the bundle, and a .deb brings its own .desktop file.
    """
    try:
        if sys.platform == "win32":
            _register_in_windows(command())
        elif sys.platform == "linux" and not _PACKAGED.exists():
            _register_on_the_desktop(data_home, icon, command())
    except OSError as failure:
        log.warning("links_not_registered", reason=repr(failure))


def _register_on_the_desktop(data_home: Path, icon: Path, words: list[str]) -> None:
    folder = data_home / "applications"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{APPLICATION}.desktop"
    text = desktop_file(
        Exec=f"{exec_line(words)} %u",
        Icon=value(str(icon)),
        Categories="AudioVideo;",
        MimeType=f"x-scheme-handler/{SCHEME};",
        StartupWMClass=APPLICATION,
    )
    if file.exists() and file.read_text(encoding="utf-8") == text:
        return
    file.write_text(text, encoding="utf-8")
    _run("update-desktop-database", str(folder))
    if data_home == user_data_path():
        _run("xdg-mime", "default", file.name, f"x-scheme-handler/{SCHEME}")


def _run(*words: str) -> None:
    program = shutil.which(words[0])
    if program is None:
        return
    try:
        subprocess.run([program, *words[1:]], check=False, capture_output=True, timeout=_PATIENCE)  # noqa: S603 - fixed words
    except subprocess.TimeoutExpired:
        log.warning("links_tool_slow", program=words[0])


if sys.platform == "win32":

    def _register_in_windows(words: list[str]) -> None:
        line = " ".join(f'"{word}"' for word in words) + ' "%1"'
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _CLASS) as key:
            winreg.SetValueEx(key, "", 0, winreg.REG_SZ, "URL:MediaNest")
            winreg.SetValueEx(key, "URL Protocol", 0, winreg.REG_SZ, "")
        opener = rf"{_CLASS}\shell\open\command"
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, opener) as key:
            winreg.SetValueEx(key, "", 0, winreg.REG_SZ, line)
