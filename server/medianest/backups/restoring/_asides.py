"""What earlier restores have put aside, until somebody deletes it."""

import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from medianest.backups.errors import NoSuchBackupError
from medianest.kit.paths import weight

_NAME = re.compile(r"\d{8}T\d{6}Z(-[0-9a-f]{8})?")


@dataclass(frozen=True, slots=True)
class Aside:
    """Present data that made room for a restore; `size` is in bytes."""

    name: str
    at: datetime
    size: int


def asides(data_dir: Path) -> list[Aside]:
    """What earlier restores have put aside, the latest first."""
    found = [path for path in (data_dir / "aside").glob("*") if _NAME.fullmatch(path.name)]
    return [
        Aside(path.name, _moment(path.name), weight(path)) for path in sorted(found, reverse=True)
    ]


def forget_aside(data_dir: Path, name: str) -> None:
    """Delete what a restore has put aside. Raises NoSuchBackupError."""
    path = data_dir / "aside" / name
    if not _NAME.fullmatch(name) or not path.is_dir():
        raise NoSuchBackupError("Nothing of that name lies aside")
    shutil.rmtree(path)


def _moment(name: str) -> datetime:
    return datetime.strptime(name[:16], "%Y%m%dT%H%M%S%z")
