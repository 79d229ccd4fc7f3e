"""What a list tells of a backup, read once for as long as the file is the same."""

import os
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, Self

from medianest.backups.archive import Reason, opened

_MOST = 1000


@dataclass(frozen=True, slots=True)
class Card:
    """What a list tells of a backup; its manifest names every picture, and may be megabytes."""

    version: str
    made_at: datetime
    reason: Reason
    database: int
    rows: int


def card_of(path: Path, facts: os.stat_result) -> Card:
    """What the backup at `path`, of which these are the `facts`, says of itself.

    Raises what `opened` raises.
    """
    return _read(path, _Identity.of(facts))


class _Identity(NamedTuple):
    """By what a file is known again; nobody can set its time of status change."""

    number: int
    size: int
    written: int
    touched: int

    @classmethod
    def of(cls, facts: os.stat_result) -> Self:
        return cls(facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns)


@lru_cache(maxsize=_MOST)
def _read(path: Path, _: _Identity) -> Card:
    with opened(path) as reader:
        manifest = reader.manifest
    return Card(
        version=manifest.version,
        made_at=manifest.made_at,
        reason=manifest.reason,
        database=manifest.database,
        rows=manifest.total_rows,
    )
