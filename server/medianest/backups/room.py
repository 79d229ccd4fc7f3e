"""Whether what is to be written fits on the disk."""

from pathlib import Path

from medianest.backups.errors import NoRoomError
from medianest.kit.paths import free_space


def require_room(folder: Path, needed: int, *, what: str = "This") -> None:
    """Raise NoRoomError unless `needed` bytes may still be written in `folder`."""
    free = free_space(folder)
    if free < needed:
        raise NoRoomError(
            f"{what} needs {needed // 1_000_000} MB of room in {folder}, and "
            f"{free // 1_000_000} MB are free. Make room and try again."
        )
