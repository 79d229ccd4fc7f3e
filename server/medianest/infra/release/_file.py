"""The file that names the newest release, for when the database itself cannot be opened."""

from pathlib import Path

import msgspec

from medianest.infra.release._names import Release, newest
from medianest.kit.paths import atomic_write


class _Written(msgspec.Struct, frozen=True):
    version: str
    tag: str


def written(data_dir: Path) -> Release | None:
    """The newest release that these data were ever given to; None when nobody can tell."""
    try:
        found = msgspec.json.decode((data_dir / "release").read_bytes(), type=_Written)
    except (OSError, msgspec.DecodeError):
        return None
    return Release(found.version, found.tag)


def write(data_dir: Path, release: Release) -> None:
    """Note that `release` opens these data, unless a newer one has already."""
    known = written(data_dir)
    if known == release or newest([known, release] if known else [release]) != release:
        return
    atomic_write(data_dir / "release", msgspec.json.encode(_Written(release.version, release.tag)))
