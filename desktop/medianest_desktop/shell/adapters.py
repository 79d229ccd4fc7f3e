"""Chooses what draws the window and the tray; the one place that imports a toolkit."""

import importlib
import sys
from dataclasses import dataclass

import structlog

from medianest_desktop.tray import Tray
from medianest_desktop.window import Native

log = structlog.get_logger()

_WINDOW, _TRAY = "medianest_desktop.window", "medianest_desktop.tray"
_MODULES = {
    "gtk": (f"{_WINDOW}._gtk", f"{_TRAY}._gtk"),
    "qt": (f"{_WINDOW}._qt", f"{_TRAY}._qt"),
    "winforms": (f"{_WINDOW}._winforms", f"{_TRAY}._win32"),
    "cocoa": (f"{_WINDOW}._cocoa", f"{_TRAY}._darwin"),
}


class NoToolkitError(Exception):
    """Nothing that could draw a window works here."""


@dataclass(frozen=True, slots=True)
class Toolkit:
    """What draws the window and the tray, ready to be used."""

    name: str
    native: Native
    tray: Tray


def choose(wanted: str = "") -> Toolkit:
    """The toolkit named `wanted`, or the first that works. Raises NoToolkitError with reasons."""
    reasons = []
    for name in [wanted] if wanted else _usual():
        try:
            return _load(name)
        except (ImportError, ValueError, AttributeError) as failure:
            # GObject says ValueError for a library that is not installed.
            reasons.append(f"{name}: {failure}")
    raise NoToolkitError("; ".join(reasons))


def _usual() -> list[str]:
    if sys.platform == "win32":
        return ["winforms"]
    if sys.platform == "darwin":
        return ["cocoa"]
    # GTK takes less memory and comes with the system; a bundle brings Qt.
    return ["gtk", "qt"]


def _load(name: str) -> Toolkit:
    window, tray = _MODULES[name]
    native: Native = importlib.import_module(window).make()
    native.prepare()
    made: Tray = importlib.import_module(tray).make()
    log.info("toolkit_chosen", toolkit=name)
    return Toolkit(name, native, made)
