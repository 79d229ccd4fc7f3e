"""Opens things outside of the client's own window."""

import os
import shutil
import subprocess
import sys
import threading
import webbrowser
from pathlib import Path
from urllib.parse import urlsplit

import structlog

log = structlog.get_logger()

# What a page may hand to another program; a file: or javascript: link is none of these.
_SCHEMES = {"http", "https", "mailto", "magnet", "plex"}


def open_outside(address: str) -> None:
    """Open a link in the program that this system has for it; any other kind is refused."""
    if urlsplit(address).scheme.lower() not in _SCHEMES:
        log.warning("link_refused", scheme=urlsplit(address).scheme)
        return
    _on_the_side(address)


def show_folder(folder: Path) -> None:
    """Open a folder in the system's file manager."""
    _on_the_side(str(folder) if sys.platform == "linux" else folder.as_uri())


def _on_the_side(target: str) -> None:
    # Some openers answer only when the program that they start has ended.
    threading.Thread(target=_open, args=(target,), name="open", daemon=True).start()


def _open(target: str) -> None:
    opener = shutil.which("xdg-open") if sys.platform == "linux" else None
    if opener is None or os.environ.get("BROWSER"):
        webbrowser.open(target)
        return
    subprocess.run(  # noqa: S603 - the address is one word, and its scheme was looked at
        [opener, target], check=False, env=_outer_environment(), stdout=subprocess.DEVNULL
    )


def _outer_environment() -> dict[str, str]:
    """The environment without what a bundle put before its own libraries."""
    outer = dict(os.environ)
    for name in ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "PYTHONPATH", "PYTHONHOME"):
        original = outer.pop(f"{name}_ORIG", None)
        if original is not None:
            outer[name] = original
        elif getattr(sys, "frozen", False):
            outer.pop(name, None)
    return outer
