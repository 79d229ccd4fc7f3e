"""The client's icon in the forms and sizes that systems want, made from the dashboard's picture."""

import shutil
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
NAME = "org.medianest.Desktop"
_PICTURES = ROOT / "server/medianest/web/dashboard/static"
_HICOLOR = (16, 22, 24, 32, 48, 64, 128, 256, 512)
_WINDOWS = (16, 24, 32, 48, 64, 128, 256)


def hicolor(theme: Path) -> None:
    """Fill the folder of an icon theme: every size, and one that scales."""
    for size in _HICOLOR:
        folder = theme / f"{size}x{size}" / "apps"
        folder.mkdir(parents=True, exist_ok=True)
        _picture(size).save(folder / f"{NAME}.png", optimize=True)
    folder = theme / "scalable" / "apps"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_PICTURES / "icon.svg", folder / f"{NAME}.svg")


def for_windows(file: Path) -> None:
    """One `.ico` with every size that Windows shows."""
    file.parent.mkdir(parents=True, exist_ok=True)
    _picture(256).save(file, sizes=[(size, size) for size in _WINDOWS])


def for_macos(file: Path) -> None:
    """One `.icns`, from 16 to 512 pixels."""
    file.parent.mkdir(parents=True, exist_ok=True)
    _picture(512).save(file)


def _picture(size: int) -> Image.Image:
    with Image.open(_PICTURES / "icon-512.png") as source:
        return source.convert("RGBA").resize((size, size), Image.Resampling.LANCZOS)
