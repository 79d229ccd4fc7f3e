"""Install what a target needs beside Python's packages, or say exactly what is missing.

    prerequisites.py [test | desktop | test-desktop | packages]

Standard library only: it runs before there is an environment.
"""

import importlib.util
import shutil
import sys
from pathlib import Path

from system_packages import Need, install, root_prefix

_TYPELIBS = "usr/lib/*/girepository-1.0"


def program(name: str, what: str, package: str = "") -> Need:
    """A program that lies in the package of its own name, or in `package`."""
    return Need(what, (name,), (package or name,))


def library(name: str, *packages: str) -> Need:
    """A shared library that Qt's wheels expect from the system."""
    files = (f"usr/lib/*/{name}", f"usr/lib/{name}", f"usr/lib64/{name}")
    return Need("a library of the Qt window", (), packages, files)


SERVER = (
    program("ffmpeg", "ffmpeg, to make and check videos"),
    Need(
        "Chromium, to drive the dashboard",
        ("chromium", "chromium-browser"),
        ("chromium", "chromium-browser"),
    ),
    Need("nginx, to stand before the appliance", ("nginx",), ("nginx-light", "nginx")),
    program("valkey-server", "Valkey >= 8, the optional shared memory"),
)
GTK = (
    Need(
        "Python's binding of GTK",
        (),
        ("python3-gi",),
        ("usr/lib/python3/dist-packages/gi/__init__.py", "usr/lib64/python3*/site-packages/gi"),
    ),
    Need(
        "its way of drawing",
        (),
        ("python3-gi-cairo",),
        ("usr/lib/python3/dist-packages/gi/_gi_cairo*", "usr/lib64/python3*/site-packages/cairo"),
    ),
    Need("GTK", (), ("gir1.2-gtk-3.0",), (f"{_TYPELIBS}/Gtk-3.0.typelib",)),
    Need(
        "the web view of the window", (), ("gir1.2-webkit2-4.1",), (f"{_TYPELIBS}/WebKit2-4.1.*",)
    ),
    Need(
        "the icon in the tray",
        (),
        ("gir1.2-ayatanaappindicator3-0.1",),
        (f"{_TYPELIBS}/AyatanaAppIndicator3-0.1.typelib",),
    ),
    Need(
        "an environment for the system's Python",
        (),
        ("python3-venv",),
        ("usr/lib/python3.*/ensurepip/__init__.py", "usr/lib64/python3*/ensurepip/__init__.py"),
    ),
)
SCREEN = (
    program("Xvfb", "a screen that nobody sees", "xvfb"),
    program("dbus-daemon", "a session bus", "dbus-daemon"),
    program("dbus-monitor", "a listener on the bus", "dbus-bin"),
    program("openbox", "a window manager"),
    program("trayer", "a tray"),
    program("dunst", "a notification daemon"),
    program("xdotool", "a hand for the mouse"),
    program("wmctrl", "a look at the windows"),
    program("xprop", "a look at what they are", "x11-utils"),
    program("import", "pictures of the screen", "imagemagick"),
    program("gnome-keyring-daemon", "a keyring", "gnome-keyring"),
    program("secret-tool", "a look into the keyring", "libsecret-tools"),
)
QT = (
    library("libEGL.so.1", "libegl1"),
    library("libGL.so.1", "libgl1"),
    library("libglib-2.0.so.0", "libglib2.0-0", "libglib2.0-0t64"),
    library("libfontconfig.so.1", "libfontconfig1"),
    library("libdbus-1.so.3", "libdbus-1-3"),
    library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    library("libxcb-cursor.so.0", "libxcb-cursor0"),
    library("libxcb-icccm.so.4", "libxcb-icccm4"),
    library("libxcb-image.so.0", "libxcb-image0"),
    library("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    library("libxcb-randr.so.0", "libxcb-randr0"),
    library("libxcb-render-util.so.0", "libxcb-render-util0"),
    library("libxcb-shape.so.0", "libxcb-shape0"),
    library("libxcb-xinerama.so.0", "libxcb-xinerama0"),
    library("libxcb-xkb.so.1", "libxcb-xkb1"),
    library("libnss3.so", "libnss3"),
    library("libasound.so.2", "libasound2", "libasound2t64"),
    library("libXcomposite.so.1", "libxcomposite1"),
    library("libXdamage.so.1", "libxdamage1"),
    library("libXrandr.so.2", "libxrandr2"),
    library("libXtst.so.6", "libxtst6"),
    library("libxkbfile.so.1", "libxkbfile1"),
    library("libgbm.so.1", "libgbm1"),
    library("libwayland-cursor.so.0", "libwayland-cursor0"),
)
PACKAGES = (
    program("desktop-file-validate", "the check of a menu entry", "desktop-file-utils"),
    program("appstreamcli", "the check of a description for software centres", "appstream"),
    program("lintian", "the check of Debian packages"),
    program("debootstrap", "a clean Debian to install packages in"),
    program("makensis", "the maker of the Windows installer", "nsis"),
    program("mksquashfs", "the maker of an AppImage's contents", "squashfs-tools"),
    program("xvfb-run", "a screen for PyInstaller", "xvfb"),
    program("xauth", "the key of that screen"),
    program("objdump", "a look at what libraries need", "binutils"),
)
PANEL = (
    program("xfce4-panel", "a tray of another kind"),
    program("xfconf-query", "its settings", "xfconf"),
    Need(
        "a notification daemon with buttons",
        (),
        ("xfce4-notifyd",),
        ("usr/lib/*/xfce4/notifyd/xfce4-notifyd",),
    ),
    Need("the prompt of a locked keyring", (), ("gcr",), ("usr/libexec/gcr-prompter",)),
    program("gio", "a desktop that opens links", "libglib2.0-bin"),
    program("ip", "networks of their own", "iproute2"),
    program("iptables", "ports that lead into a container"),
)
AVAHI = program("avahi-daemon", "avahi-daemon, to announce an appliance as a host does")

TARGETS = {
    "test": (*SERVER, *GTK, *SCREEN),
    "desktop": GTK,
    "packages": (*GTK, *QT, *PACKAGES),
    "test-desktop": (*SERVER, *GTK, *SCREEN, *QT, *PACKAGES, *PANEL, AVAHI),
}


def missing(target: str) -> list[Need]:
    """What is not here yet."""
    wanted = [need for need in TARGETS[target] if not need.is_met()]
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        wanted.append(Need("venv, to keep Python's packages apart", (), (f"python{version}-venv",)))
    return wanted


def main(target: str = "test") -> int:
    """Make everything present; 1 when a person has to."""
    wanted = missing(target)
    if not wanted:
        return 0
    for need in wanted:
        print(f"missing: {need.what} (package {need.packages[0]})")
    prefix = root_prefix()
    if shutil.which("apt-get") is None:
        print("Install these with your system's package manager, then run this again.")
        return _unless_qt_will_do(target)
    if prefix is None:
        print(f"Run once: sudo {sys.executable} {Path(__file__).resolve()} {target}")
        return _unless_qt_will_do(target)
    install(prefix, wanted)
    still = [need for need in wanted if (need.programs or need.files) and not need.is_met()]
    for need in still:
        print(f"{need.package} is installed, and {need.what} is still not there")
    return 1 if still else 0


def _unless_qt_will_do(target: str) -> int:
    if target != "desktop":
        return 1
    print("Until then the window is drawn by Qt, which is a download of 270 MB.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
