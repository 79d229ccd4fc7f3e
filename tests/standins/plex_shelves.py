"""The stand-in's database: libraries, what a scan takes in, collections; and their XML."""

import itertools
import os
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from xml.etree.ElementTree import Element, SubElement

VIDEO = {".mp4", ".mkv", ".webm", ".m4v", ".avi", ".mov"}
TYPES = {"movie": 1, "show": 2, "season": 3, "episode": 4, "collection": 18}
_EPISODE = re.compile(r"s(\d{1,4})\.?e(\d{1,10})", re.IGNORECASE)
_YEAR = re.compile(r"\((\d{4})\)")
_ID = re.compile(r"\s*\[[^\]]*\]")


@dataclass
class Entry:
    """A film, show, season, episode or collection."""

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

    @property
    def show(self) -> "Entry | None":
        return self.parent.parent if self.parent and self.type == "episode" else None


@dataclass
class Section:
    """A library: `locations` maps Plex's name of a folder to where it really is."""

    key: int
    title: str
    type: str
    locations: dict[str, Path]
    agent: str
    scanner: str
    scanning: int = 0

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


class Shelves:
    """Everything the stand-in knows; thread-safe by one lock."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.sections: dict[int, Section] = {}
        self.entries: dict[int, Entry] = {}
        self.overlapping_scans = 0
        self._keys = itertools.count(101)

    def of(self, section: int, kind: str) -> list[Entry]:
        return [e for e in self.entries.values() if e.section == section and e.type == kind]

    def forget(self) -> None:
        """Lose the database, as after a rebuild: keys are not given again."""
        with self.lock:
            self.entries.clear()

    def scan(self, section: Section, path: str | None) -> None:
        with self.lock:
            for root in [path] if path else list(section.locations):
                folder = section.real(root)
                if folder is not None:
                    self._forget_missing(section, root)
                    for file in _readable_videos(folder):
                        self._take_in(section, file)

    def _forget_missing(self, section: Section, root: str) -> None:
        for entry in list(self.entries.values()):
            inside = entry.section == section.key and entry.file.startswith(root)
            real = section.real(entry.file) if inside and entry.file else None
            if real is not None and not real.exists():
                del self.entries[entry.key]

    def _take_in(self, section: Section, file: Path) -> None:
        name = section.seen(file)
        if any(e.file == name for e in self.entries.values()):
            return
        if section.type == "show":
            self._take_episode(section, file, name)
        else:
            title = _ID.sub("", _YEAR.sub("", file.stem)).strip() or file.stem
            self.add("movie", title, section.key, file=name)

    def _take_episode(self, section: Section, file: Path, name: str) -> None:
        numbers = _EPISODE.search(file.name)
        if numbers is None:
            return
        root = next(r for r in section.locations.values() if file.is_relative_to(r))
        first = file.relative_to(root).parts[0]
        show = self._ensure("show", _ID.sub("", Path(first).stem).strip(), section.key, None, 0)
        number = int(numbers[1])
        season = self._ensure("season", f"Season {number}", section.key, show, number)
        title = _ID.sub("", file.stem[numbers.end() :]).strip(" -") or file.stem
        episode = self.add("episode", title, section.key, file=name)
        episode.parent, episode.index = season, int(numbers[2])

    def _ensure(
        self, kind: str, title: str, section: int, parent: Entry | None, index: int
    ) -> Entry:
        for entry in self.of(section, kind):
            if entry.title == title and entry.parent is parent:
                return entry
        made = self.add(kind, title, section)
        made.parent, made.index = parent, index
        return made

    def add(self, kind: str, title: str, section: int, file: str = "") -> Entry:
        made = Entry(next(self._keys), kind, title, section, time.time(), file)
        self.entries[made.key] = made
        return made

    def put_into(self, collection: Entry, keys: list[int]) -> None:
        for key in keys:
            if key in self.entries and key not in collection.members:
                collection.members.append(key)
                self.entries[key].collections.append(collection.title)

    def take_out(self, collection: Entry, key: int) -> None:
        collection.members.remove(key)
        self.entries[key].collections.remove(collection.title)
        if not collection.members:  # as Plex does
            del self.entries[collection.key]


def _readable_videos(folder: Path) -> Iterator[Path]:
    """Files that another user may read: Plex runs under its own."""
    if not folder.is_dir():
        return
    for base, folders, files in os.walk(folder):
        here = Path(base)
        folders[:] = sorted(f for f in folders if f[0] != "." and (here / f).stat().st_mode & 0o055)
        if (here / ".plexignore").exists():
            folders.clear()
            continue
        for name in sorted(files):
            file = here / name
            if name[0] != "." and file.suffix in VIDEO and file.stat().st_mode & 0o044:
                yield file


def section_xml(section: Section) -> Element:
    made = Element(
        "Directory",
        key=str(section.key),
        type=section.type,
        title=section.title,
        agent=section.agent,
        scanner=section.scanner,
        refreshing=str(int(section.scanning > 0)),
        language="en-US",
        uuid=f"uuid-{section.key}",
        createdAt="1700000000",
    )
    for number, path in enumerate(section.locations, 1):
        SubElement(made, "Location", id=str(number), path=path)
    return made


def entry_xml(entry: Entry, section: Section) -> Element:
    tag = "Video" if entry.type in {"movie", "episode"} else "Directory"
    place = "collections" if entry.type == "collection" else "metadata"
    tail = "" if tag == "Video" else "/children"
    made = Element(
        tag,
        ratingKey=str(entry.key),
        key=f"/library/{place}/{entry.key}{tail}",
        guid=f"{place}://{entry.key}",
        type=entry.type,
        title=entry.title,
        summary="",
        addedAt=str(int(entry.added)),
        librarySectionID=str(section.key),
        librarySectionTitle=section.title,
        librarySectionKey=f"/library/sections/{section.key}",
    )
    if entry.type == "collection":
        made.attrib |= {"subtype": entry.subtype, "childCount": str(len(entry.members))}
        made.set("smart", "0")
    if entry.type in {"season", "episode"}:
        made.set("index", str(entry.index))
    if entry.show is not None and entry.parent is not None:
        made.attrib |= {
            "grandparentTitle": entry.show.title,
            "grandparentRatingKey": str(entry.show.key),
            "parentIndex": str(entry.parent.index),
            "parentRatingKey": str(entry.parent.key),
        }
    if entry.file:
        media = SubElement(made, "Media", id=str(entry.key), duration="1000", container="mp4")
        SubElement(media, "Part", id=str(entry.key), file=entry.file, container="mp4", size="1")
        made.set("duration", "1000")
    for title in entry.collections:
        SubElement(made, "Collection", {"tag": title})
    return made
