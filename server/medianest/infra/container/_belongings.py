"""What in the data folder tells whose it is."""

from collections.abc import Iterator
from pathlib import Path

import psutil

# Not everything that is there: a disk's lost+found and what a NAS keeps beside each folder belong
# to somebody else, and rightly.
_MADE_BY_US = ("postgres", "keys", "backups", "logs", "valkey", "instance-id", "lock")


def belongings(folder: Path) -> Iterator[Path]:
    """The folder itself and the most telling of what MediaNest made in it."""
    yield folder
    made = (folder / name for name in _MADE_BY_US)
    for path in (*made, *(folder / "postgres").glob("[0-9]*")):
        if path.exists():
            yield path


def strangers(folder: Path) -> frozenset[Path]:
    """What is mounted in the folder under a name that is none of ours: media, somebody's share."""
    mounted = (Path(one.mountpoint) for one in psutil.disk_partitions(all=True))
    inside = (path for path in mounted if folder in path.parents)
    return frozenset(p for p in inside if p.relative_to(folder).parts[0] not in _MADE_BY_US)
