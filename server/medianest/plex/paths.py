"""One folder under two names: as it is here, and as Plex sees it."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath

import msgspec

from medianest.plex.schemas import PathMapping

AnyPath = PurePosixPath | PureWindowsPath


class Root(msgspec.Struct, frozen=True, kw_only=True):
    """A folder here and its name in Plex; `guessed` if nobody said that they are the same."""

    local: Path
    plex: str
    guessed: bool = False

    def to_plex(self, path: Path) -> str:
        """`path`, which lies in `local`, as Plex names it."""
        return str(plex_path(self.plex).joinpath(*path.relative_to(self.local).parts))

    def holds(self, path: Path) -> bool:
        """Whether `path` lies in the folder."""
        return path.is_relative_to(self.local)


def plex_path(text: str) -> AnyPath:
    """A path of the machine that Plex runs on, which may be another system."""
    if text.startswith("/"):
        return PurePosixPath(text)
    return PureWindowsPath(text)


def root_of(location: str, mappings: Sequence[PathMapping], media_dir: Path) -> Root | None:
    """Find the local folder of a library's location: as told, else by equal names."""
    return _told(location, mappings) or _proposed(location, media_dir)


def _told(location: str, mappings: Sequence[PathMapping]) -> Root | None:
    place = plex_path(location)
    for mapping in sorted(mappings, key=lambda one: len(one.plex), reverse=True):
        told = plex_path(mapping.plex)
        if type(told) is not type(place):
            continue
        if place.is_relative_to(told):
            local = Path(mapping.local).joinpath(*place.relative_to(told).parts)
            return Root(local=local, plex=location)
        if told.is_relative_to(place):
            return Root(local=Path(mapping.local), plex=mapping.plex)
    return None


def _proposed(location: str, media_dir: Path) -> Root | None:
    place = plex_path(location)
    same = Path(location)
    if same.is_absolute() and (_overlaps(same, media_dir)) and same.is_dir():
        return Root(local=same, plex=location)
    names = [part for part in place.parts if part != place.anchor]
    for start in range(len(names)):
        candidate = media_dir.joinpath(*names[start:])
        if candidate.is_dir():
            return Root(local=candidate, plex=location, guessed=True)
    if names and names[-1] == media_dir.name:
        return Root(local=media_dir, plex=location, guessed=True)
    return None


def _overlaps(one: Path, other: Path) -> bool:
    return one.is_relative_to(other) or other.is_relative_to(one)


def likeness(wanted: str, seen: str) -> int:
    """How many trailing parts two paths share; 0 when the file names differ."""
    shared = 0
    for one, other in zip(_parts(wanted), _parts(seen), strict=False):
        if one != other:
            break
        shared += 1
    return shared


def is_same_file(wanted: str, seen: str) -> bool:
    """Whether Plex's `seen` is the file `wanted`, even when the mapping is not quite right.

    A name that carries the video's `[id]` stands for itself; another needs its folder's too.
    """
    shared = likeness(wanted, seen)
    name = _parts(wanted)[0]
    return shared >= 1 if "[" in name and "]" in name else shared >= 2  # noqa: PLR2004 - name and folder


def _parts(path: str) -> list[str]:
    # macOS hands out decomposed letters.
    return unicodedata.normalize("NFC", path).replace("\\", "/").split("/")[::-1]
