"""The Debian package of the desktop client: its libraries inside, GTK and WebKit the system's."""

import shutil
from pathlib import Path

import icons
import metainfo
from deb import ROOT, Control, Tree, python_range, python_version
from desktop import Environment
from sources import Sender, stamp

from medianest_desktop import __version__

NAME = "medianest-desktop"
_PART = ROOT / "packaging/linux/client"
_METAINFO = "usr/share/metainfo/org.medianest.Desktop.metainfo.xml"
# Of Windows and macOS, or drawn by other toolkits: none of it can run here.
_NOT_HERE = (
    "webview/lib",
    "webview/platforms/android*",
    "webview/platforms/cef.py",
    "webview/platforms/cocoa.py",
    "webview/platforms/edgechromium.py",
    "webview/platforms/mshtml.py",
    "webview/platforms/qt.py",
    "webview/platforms/win32.py",
    "webview/platforms/winforms.py",
)


def build(work: Path, out: Path, sender: Sender) -> Path:
    """Build it below `work` for this system's Python; the package in `out`."""
    environment = Environment("gtk")
    environment.bring_up_to_date()
    tree = Tree(NAME, _PART, work / NAME)
    tree.begin()
    tree.install(environment.python, environment.lock, shares_system=True)
    for pattern in _NOT_HERE:
        for path in tree.packages.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    # Programs of the libraries, of which this package promises none.
    for program in (tree.home / "bin").iterdir():
        if program.name != "python3":
            program.unlink()
    tree.add(ROOT / "desktop/medianest_desktop")
    stamp(tree.packages / "medianest_desktop", sender)
    icons.hicolor(tree.folder / "usr/share/icons/hicolor")
    metainfo.date(tree.folder / _METAINFO)
    tree.document(control().version)
    return tree.pack(control(), out)


def control() -> Control:
    """What the package says about itself."""
    return Control(
        name=NAME,
        version=f"{__version__}+py{python_version().replace('.', '')}",
        section="net",
        depends=(
            *python_range(),
            "python3-gi",
            "python3-gi-cairo",
            "gir1.2-gtk-3.0",
            "gir1.2-webkit2-4.1",
            "gir1.2-ayatanaappindicator3-0.1",
            "libc6 (>= 2.34)",
        ),
        recommends=("dbus-user-session", "gnome-keyring | kwalletmanager", "xdg-utils"),
        suggests=("gnome-shell-extension-appindicator",),
        summary="MediaNest in a window of its own, with alerts and a tray icon",
        description=(
            "Finds the MediaNest appliance in the home network, is connected to it once",
            "with a code, and shows its dashboard in a window. Says when what was asked",
            "for can be watched in Plex, takes links from the clipboard, and shows in the",
            "tray how the appliance is.",
        ),
    )
