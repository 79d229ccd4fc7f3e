"""Build what people install: `build.py PART...`, into `dist/`.

    deb-desktop      the client for this Debian or Ubuntu
    deb-server       the appliance for this Debian or Ubuntu
    appimage-folder  the client with its Python and Qt, and an AppImage where appimagetool is
    windows          the client for Windows: a folder and its installer
    macos            the client for macOS: an application bundle and its disk image

Each is built on the system that it is for; what cannot be built on this one says so.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import bundle
import client_deb
import server_deb
from sources import Sender

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "build/packages"

Part = Callable[[Path, Sender], Path]
PARTS: dict[str, Part] = {
    "deb-desktop": lambda out, sender: client_deb.build(WORK, out, sender),
    "deb-server": lambda out, _sender: server_deb.build(WORK, out),
    "appimage-folder": lambda out, sender: bundle.appimage(WORK, out, sender),
    "windows": lambda out, sender: bundle.windows(WORK, out, sender),
    "macos": lambda out, sender: bundle.macos(WORK, out, sender),
}


def main() -> int:
    """Build the parts that were asked for; 1 when one of them cannot be built here."""
    said = parser().parse_args()
    sender = Sender(said.news_address, tuple(said.news_key))
    status = 0
    for name in said.parts:
        try:
            made = PARTS[name](said.out, sender)
        except bundle.NotHereError as failure:
            print(f"{name}: {failure}", file=sys.stderr)
            status = 1
        else:
            print(f"{name}: {made} ({weight(made) / 1e6:.1f} MB)")
    return status


def weight(path: Path) -> int:
    """What a file or a folder holds, in bytes."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.lstat().st_size for file in files if not file.is_dir())


def parser() -> argparse.ArgumentParser:
    """What may be said on the command line."""
    form = argparse.RawDescriptionHelpFormatter
    made = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    made.add_argument("parts", nargs="+", choices=PARTS, metavar="PART")
    made.add_argument("--out", type=Path, default=ROOT / "dist")
    told = "where the client hears of newer releases (default: nowhere)"
    made.add_argument("--news-address", default="", help=told)
    signer = "public key that signs them, from news.py; may be given again"
    made.add_argument("--news-key", action="append", default=[], help=signer)
    return made


if __name__ == "__main__":
    sys.exit(main())
