"""The Debian package of the appliance: a service of its own user, with its database inside."""

import shutil
import subprocess
import sys
from pathlib import Path

from deb import ROOT, Control, Tree, python_range, python_version
from desktop import Environment

from medianest import __version__

NAME = "medianest"
_PART = ROOT / "packaging/linux/server"
_LOCK = _PART.parent / "server.lock"


def build(work: Path, out: Path) -> Path:
    """Build it below `work` for this system's Python; the package in `out`."""
    subprocess.run([sys.executable, str(ROOT / "packaging/dashboard.py")], check=True)
    # Its pip belongs to the system's Python, for which the packages are chosen.
    environment = Environment("gtk")
    environment.bring_up_to_date()
    tree = Tree(NAME, _PART, work / NAME)
    tree.begin()
    tree.install(environment.python, _LOCK, shares_system=False)
    # The sources of the browser's part; what was built of them lies beside.
    tree.add(ROOT / "server/medianest", "web/dashboard")
    tree.document(control().version)
    example = tree.folder / "usr/share/doc" / NAME / "config.example.toml"
    shutil.copyfile(ROOT / "config.example.toml", example)
    return tree.pack(control(), out)


def control() -> Control:
    """What the package says about itself."""
    return Control(
        name=NAME,
        version=f"{__version__}+py{python_version().replace('.', '')}",
        section="net",
        depends=(
            *python_range(),
            "adduser",
            "debconf (>= 0.5) | debconf-2.0",
            "init-system-helpers (>= 1.54)",
            "ffmpeg",
            "libc6 (>= 2.34)",
        ),
        recommends=("ca-certificates",),
        suggests=("valkey-server (>= 8)",),
        summary="home-server appliance beside Plex",
        description=(
            "Somebody in the household asks for a film or pastes a link; what was asked",
            "for is fetched, the video is in Plex, in the right library and collection,",
            "and everybody who waited for it has been told.",
            ".",
            "Runs as a service on port 8766, with a database of its own in",
            "/var/lib/medianest.",
        ),
    )
