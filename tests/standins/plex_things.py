"""What stands on the stand-in's shelves: libraries, films, shows, seasons, episodes, files."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Literal

Missing = Literal["", "empty", "half", "short", "unavailable"]
_NOW = -1.0


@dataclass(frozen=True)
class Film:
    """A video file as Plex has looked into it."""

    resolution: str = "1080"
    width: int = 1920
    height: int = 1080
    container: str = "mkv"
    size: int = 1
    hdr: Literal["", "dovi", "hdr10", "hlg"] = ""
    codec: str = "h264"

    @classmethod
    def in_4k(
        cls, size: int = 40_000_000_000, hdr: Literal["", "dovi", "hdr10"] = "dovi"
    ) -> "Film":
        return cls("4k", 3840, 2160, "mkv", size, hdr, "hevc")


@dataclass
class Entry:
    """A film, show, season, episode or collection.

    `guids` are ids as Plex writes them: `tmdb://603`, `imdb://tt0133093`, `tvdb://78804`.
    """

    key: int
    type: str
    title: str
    section: int
    added: float
    file: str = ""
    parent: "Entry | None" = None
    index: int = 0
    subtype: str = ""
    members: list[int] = field(default_factory=list)
    collections: list[str] = field(default_factory=list)
    updated: float = _NOW
    year: int | None = None
    guids: tuple[str, ...] = ()
    films: list[Film] = field(default_factory=list)
    duration: int = 1000
    view_count: int = 0
    viewed: float = 0
    in_trash_since: float = 0
    summary: str = ""
    others_watched: bool = False
    """Somebody besides the owner has; only the history says so."""

    def __post_init__(self) -> None:
        if self.updated == _NOW:
            self.updated = self.added
        if self.file and not self.films:
            self.films = [Film(container="mp4")]

    @property
    def show(self) -> "Entry | None":
        return self.parent.parent if self.parent and self.type == "episode" else None

    def change(self, **fields: object) -> None:
        """Become different now, as after a refresh of its metadata."""
        for name, value in {"updated": time.time(), **fields}.items():
            setattr(self, name, value)


@dataclass
class MadeUp:
    """So many items that none is kept: each is made when somebody asks for it.

    Of a show library `count` are episodes, ten a season and two seasons a show.
    """

    count: int
    first_key: int
    added: float = 1_600_000_000
    changed: dict[int, float] = field(default_factory=dict)
    """When the item of a key changed after `added`."""
    gone: set[int] = field(default_factory=set)
    """Keys of items that are there no more; such a library is slower to list."""
    lists: dict[object, Sequence[int]] = field(default_factory=dict)
    """What was listed before, by what was asked."""


@dataclass
class Section:
    """A library: `locations` maps Plex's name of a folder to where it really is.

    `missing` says what its lists leave out: everything (`empty`), the second half (`half`), the
    same but counted nevertheless (`short`), or that they fail (`unavailable`). Without `mounted`
    files are listed and are not there.
    """

    key: int
    title: str
    type: str
    locations: dict[str, Path]
    agent: str
    scanner: str
    scanning: int = 0
    missing: Missing = ""
    mounted: bool = True
    made_up: MadeUp | None = None

    def real(self, path: str) -> Path | None:
        for root, folder in self.locations.items():
            if path == root or path.startswith(root.rstrip("/\\") + "/"):
                return folder / path[len(root) :].lstrip("/\\")
        return None

    def seen(self, file: Path) -> str:
        for root, folder in self.locations.items():
            if file.is_relative_to(folder):
                return str(PurePosixPath(root) / file.relative_to(folder).as_posix())
        raise AssertionError(f"{file} lies outside of {self.title}")


@dataclass
class Playing:
    """Somebody who watches something."""

    entry: Entry
    user: str = "Olga"
    player: str = "Living room TV"
    state: Literal["playing", "paused", "buffering"] = "playing"
    at: int = 0
    """How far, in milliseconds."""
    transcode: bool = False
    id: str = "s1"


def made_up_entry(section: Section, kind: str, number: int) -> Entry:
    """The item of that number among those of `kind` that `section` makes up."""
    made_up = section.made_up
    assert made_up is not None
    key = made_up.first_key + _OFFSETS[kind] + number
    entry = _MAKERS[kind](section, made_up, key, number)
    return replace(entry, updated=made_up.changed.get(key, made_up.added))


def made_up_count(section: Section, kind: str) -> int:
    assert section.made_up is not None
    per = {"movie": 1, "episode": 1, "season": 10, "show": 20}.get(kind)
    fits = kind == "movie" if section.type == "movie" else kind in {"show", "season", "episode"}
    return -(-section.made_up.count // per) if per and fits else 0


def made_up_place(section: Section, key: int) -> tuple[str, int] | None:
    """The kind and number of the item of that key, if the section makes it up."""
    if section.made_up is None:
        return None
    for kind, offset in _OFFSETS.items():
        number = key - section.made_up.first_key - offset
        if 0 <= number < made_up_count(section, kind):
            return kind, number
    return None


_OFFSETS = {"movie": 0, "episode": 0, "season": 5_000_000, "show": 8_000_000}


def _movie(section: Section, made_up: MadeUp, key: int, number: int) -> Entry:
    return Entry(
        key,
        "movie",
        f"Film {number:06d}",
        section.key,
        made_up.added,
        f"{next(iter(section.locations))}/Film {number:06d}.mkv",
        year=1950 + number % 75,
        guids=(f"imdb://tt{number:07d}", f"tmdb://{1_000_000 + number}"),
        films=[Film.in_4k() if number % 10 == 0 else Film(size=4_000_000_000)],
        duration=5_400_000,
    )


def _show(section: Section, made_up: MadeUp, key: int, number: int) -> Entry:
    guids = (f"tmdb://{2_000_000 + number}", f"tvdb://{3_000_000 + number}")
    title = f"Show {number:05d}"
    return Entry(key, "show", title, section.key, made_up.added, year=2000, guids=guids)


def _season(section: Section, made_up: MadeUp, key: int, number: int) -> Entry:
    show = made_up_entry(section, "show", number // 2)
    index = number % 2 + 1
    return Entry(
        key, "season", f"Season {index}", section.key, made_up.added, parent=show, index=index
    )


def _episode(section: Section, made_up: MadeUp, key: int, number: int) -> Entry:
    season = made_up_entry(section, "season", number // 10)
    return Entry(
        key,
        "episode",
        f"Episode {number:06d}",
        section.key,
        made_up.added,
        f"{next(iter(section.locations))}/Episode {number:06d}.mkv",
        parent=season,
        index=number % 10 + 1,
        guids=(f"tvdb://{4_000_000 + number}",),
        films=[Film(size=1_000_000_000)],
        duration=2_700_000,
    )


_MAKERS = {"movie": _movie, "show": _show, "season": _season, "episode": _episode}
