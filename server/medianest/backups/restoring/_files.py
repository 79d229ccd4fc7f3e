"""The folders and files that change places; each rename may be repeated after a kill."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from medianest.backups.restoring._journal import Journal, Order
from medianest.kit.paths import private_folder

_FOR_ALL = 0o644
_FOR_US = 0o600
# The settings of another machine may be wrong for this one, so they are only laid beside.
_SETTINGS = "config.toml"
_LAID_BESIDE = "config.restored.toml"


def keep(journal: Journal, name: str, content: Iterator[bytes]) -> None:
    """Write a file of the archive to its place among the restored data."""
    target = journal.fresh / (_LAID_BESIDE if name == _SETTINGS else name)
    # Postgres, another user, has to pass through the upper folder.
    if target.parent != journal.fresh:
        private_folder(target.parent)
    mode = _FOR_ALL if name == "instance-id" else _FOR_US
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, mode)
    with os.fdopen(handle, "wb") as file:
        file.writelines(content)


def present(journal: Journal) -> list[str]:
    """What lies in the data folder now of that which was restored."""
    return [path.name for path in journal.fresh.iterdir() if _exists(journal.data_dir / path.name)]


def swap(journal: Journal, order: Order) -> None:
    """Put the restored data in place, and what was there before aside."""
    aside = journal.aside(order)
    private_folder(aside)
    for path in sorted(journal.fresh.iterdir()):
        place = journal.data_dir / path.name
        if _exists(place):
            # A program that ran after a kill may have made it anew: that goes aside as well.
            older = aside / path.name
            place.rename(older if not _exists(older) else _unused(older))
        path.rename(place)


def swap_back(journal: Journal, order: Order) -> None:
    """Put back what was there before, and the restored data out of the way."""
    aside = journal.aside(order)
    for name in order.had:
        older, place = aside / name, journal.data_dir / name
        if not _exists(older):
            continue
        if _exists(place):
            place.rename(_unused(journal.fresh / name))
        older.rename(place)
    if aside.is_dir() and not any(aside.iterdir()):
        aside.rmdir()


def _exists(path: Path) -> bool:
    return os.path.lexists(path)


def _unused(path: Path) -> Path:
    return path.with_name(f"{path.name}.{secrets.token_hex(4)}") if _exists(path) else path
