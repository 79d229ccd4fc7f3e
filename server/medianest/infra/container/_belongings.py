"""What in the data folder tells whose it is."""

from collections.abc import Iterator
from pathlib import Path

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
