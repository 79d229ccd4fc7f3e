"""The command line: `medianest-desktop [LINK]`."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from medianest_desktop import __version__
from medianest_desktop.machine.links import is_link
from medianest_desktop.shell import start


def main(words: Sequence[str] | None = None) -> int:
    """Do what the command line asks for; returns the exit status."""
    wish = _parser().parse_args(words)
    _prepare_environment()
    return start.run(
        start.Wish(
            link=wish.link,
            hidden=wish.hidden,
            quit=wish.quit,
            diagnose=wish.diagnose,
            self_test=wish.self_test,
            gui=wish.gui,
            verbose=wish.verbose,
        )
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="medianest-desktop",
        description="MediaNest in a window of its own, with alerts and a tray icon.",
    )
    parser.add_argument("link", nargs="?", default="", type=_link, help="a medianest: link")
    parser.add_argument("--hidden", action="store_true", help="start in the tray, without a window")
    parser.add_argument("--quit", action="store_true", help="end the client that is running")
    parser.add_argument(
        "--diagnose", action="store_true", help="print a report without secrets, and end"
    )
    parser.add_argument(
        "--self-test", action="store_true", help="prove what was installed, print JSON, and end"
    )
    parser.add_argument("--gui", choices=("gtk", "qt"), default="", help="what draws the window")
    parser.add_argument("--verbose", action="store_true", help="log to the terminal too")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    return parser


def _link(text: str) -> str:
    if text and not is_link(text):
        raise argparse.ArgumentTypeError("a link begins with medianest:")
    return text


def _prepare_environment() -> None:
    # WebKit's faster way to the screen leaves many graphics drivers with an empty window.
    os.environ.setdefault("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
    if sys.platform == "linux":
        _find_the_bus()
    # A windowed program of Windows has neither, and libraries print to them.
    if sys.stdout is None or sys.stderr is None:
        silence = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - open to the end
        sys.stdout = sys.stdout or silence
        sys.stderr = sys.stderr or silence


def _find_the_bus() -> None:
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return
    usual = Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent")) / "bus"
    # Where there is none, GTK would start a bus of its own, which nobody shares and nobody ends.
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={usual}" if usual.exists() else "disabled:"
