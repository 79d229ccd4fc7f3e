"""The client with a Python of its own, by PyInstaller: for Windows, macOS, and as an AppImage."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import icons
import metainfo
from deb import ROOT
from desktop import Environment
from sources import Sender, stamp

from medianest_desktop import __version__

PACKAGING = ROOT / "packaging"
NAME = "MediaNest"
_DESKTOP_FILE = "usr/share/applications/org.medianest.Desktop.desktop"
_METAINFO = "usr/share/metainfo/org.medianest.Desktop.metainfo.xml"


class NotHereError(Exception):
    """This system cannot build that part; the message says what can."""


def appimage(work: Path, out: Path, sender: Sender) -> Path:
    """The folder that an AppImage holds, and the AppImage itself where appimagetool is."""
    _only_on("linux", "Linux")
    folder = work / f"{NAME}.AppDir"
    shutil.rmtree(folder, ignore_errors=True)
    frozen = freeze(PACKAGING / "linux/appimage.spec", work, sender)
    shutil.copytree(frozen, folder / "usr/lib/medianest-desktop", symlinks=True)
    (folder / "usr/bin").mkdir()
    (folder / "usr/bin/medianest-desktop").symlink_to("../lib/medianest-desktop/medianest-desktop")
    client = PACKAGING / "linux/client/root"
    for name in (_DESKTOP_FILE, _METAINFO):
        (folder / name).parent.mkdir(parents=True)
        shutil.copyfile(client / name, folder / name)
    metainfo.date(folder / _METAINFO)
    icons.hicolor(folder / "usr/share/icons/hicolor")
    shutil.copyfile(folder / _DESKTOP_FILE, folder / Path(_DESKTOP_FILE).name)
    large = folder / f"usr/share/icons/hicolor/256x256/apps/{icons.NAME}.png"
    shutil.copyfile(large, folder / f"{icons.NAME}.png")
    (folder / ".DirIcon").symlink_to(f"{icons.NAME}.png")
    shutil.copy(PACKAGING / "linux/AppRun", folder / "AppRun")
    (folder / "AppRun").chmod(0o755)
    return _one_file(folder, out)


def windows(work: Path, out: Path, sender: Sender) -> Path:
    """The installer for Windows, over the folder that PyInstaller makes there."""
    _only_on("win32", "Windows")
    icons.for_windows(work / "medianest.ico")
    frozen = freeze(PACKAGING / "windows/client.spec", work, sender)
    return installer(frozen, work, out)


def installer(frozen: Path, work: Path, out: Path) -> Path:
    """Compile the installer of the folder `frozen`; makensis runs on Linux too."""
    if shutil.which("makensis") is None:
        raise NotHereError("makensis is missing (package nsis)")
    out.mkdir(parents=True, exist_ok=True)
    file = out.resolve() / f"MediaNest-Desktop-{__version__}-setup.exe"
    size = sum(part.stat().st_size for part in frozen.rglob("*") if part.is_file()) // 1024
    facts = {
        "VERSION": __version__,
        "SOURCE": str(frozen),
        "ICON": str(work / "medianest.ico"),
        "OUT": str(file),
        "SIZE": str(size),
    }
    sign = "/" if os.name == "nt" else "-"
    words = [f"{sign}D{name}={value}" for name, value in facts.items()]
    script = PACKAGING / "windows/installer.nsi"
    subprocess.run(["makensis", f"{sign}V2", f"{sign}WX", *words, str(script)], check=True)
    return file


def macos(work: Path, out: Path, sender: Sender) -> Path:
    """The disk image with the application, signed when $MEDIANEST_SIGN_AS names who signs."""
    _only_on("darwin", "macOS")
    icons.for_macos(work / "medianest.icns")
    frozen = freeze(PACKAGING / "macos/client.spec", work, sender)
    application = frozen.with_name(f"{NAME}.app")
    out.mkdir(parents=True, exist_ok=True)
    image = out / f"MediaNest-Desktop-{__version__}.dmg"
    words = ["-volname", NAME, "-srcfolder", str(application), "-ov", "-format", "UDZO"]
    subprocess.run(["hdiutil", "create", *words, str(image)], check=True)
    return image


def freeze(spec: Path, work: Path, sender: Sender) -> Path:
    """Run PyInstaller over a copy of the client; the folder that it made."""
    environment = Environment("qt" if sys.platform == "linux" else "own")
    environment.bring_up_to_date()
    lock = str(PACKAGING / "bundle.lock")
    pip = [str(environment.python), "-m", "pip", "install", "--quiet", "--require-hashes"]
    subprocess.run([*pip, "-r", lock], check=True)
    source = work / "source"
    shutil.rmtree(source, ignore_errors=True)
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "desktop", source, ignore=ignore)
    stamp(source / "medianest_desktop", sender)
    made = work / "frozen"
    words = ["--noconfirm", "--log-level=WARN", f"--distpath={made}", f"--workpath={work / 'work'}"]
    command = [str(environment.python), "-m", "PyInstaller", *words, str(spec)]
    facts = {"MEDIANEST_SOURCE": str(source), "MEDIANEST_VERSION": __version__}
    facts |= {"MEDIANEST_WORK": str(work), "PYTHONPATH": str(source)}
    # pystray looks for a screen already when it is imported, and is left out where there is none.
    screen = ["xvfb-run", "-a"] if sys.platform == "linux" else []
    subprocess.run([*screen, *command], check=True, env={**os.environ, **facts})
    return made / "medianest-desktop"


def _one_file(folder: Path, out: Path) -> Path:
    tool = shutil.which("appimagetool")
    if tool is None:
        print("appimagetool is not on PATH: the AppImage's folder is as far as this goes.")
        return folder
    out.mkdir(parents=True, exist_ok=True)
    file = out / f"MediaNest-Desktop-{__version__}-{os.uname().machine}.AppImage"
    subprocess.run([tool, "--no-appstream", str(folder), str(file)], check=True)
    return file


def _only_on(platform: str, name: str) -> None:
    if sys.platform != platform:
        raise NotHereError(f"can only be built on {name}; this is {sys.platform}")
