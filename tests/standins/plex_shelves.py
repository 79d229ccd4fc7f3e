"""The stand-in's database: libraries, what a scan takes in, collections."""

import itertools
import os
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from tests.standins.plex_things import (
    Entry,
    Playing,
    Section,
    made_up_entry,
    made_up_place,
)

VIDEO = {".mp4", ".mkv", ".webm", ".m4v", ".avi", ".mov"}
TYPES = {"movie": 1, "show": 2, "season": 3, "episode": 4, "collection": 18}
_EPISODE = re.compile(r"s(\d{1,4})\.?e(\d{1,10})", re.IGNORECASE)
_YEAR = re.compile(r"\((\d{4})\)")
_ID = re.compile(r"\s*\[[^\]]*\]")


class Shelves:
    """Everything the stand-in knows; thread-safe by one lock."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.sections: dict[int, Section] = {}
        self.entries: dict[int, Entry] = {}
        self.playing: list[Playing] = []
        self.overlapping_scans = 0
        self.keeps_files = False
        self._keys = itertools.count(101)

    def of(self, section: int, kind: str) -> list[Entry]:
        return [e for e in self.entries.values() if e.section == section and e.type == kind]

    def find(self, key: int) -> Entry | None:
        """The item of that key, kept or made up."""
        if key in self.entries:
            return self.entries[key]
        for section in self.sections.values():
            place = made_up_place(section, key)
            if place is not None and section.made_up and key not in section.made_up.gone:
                return made_up_entry(section, *place)
        return None

    def children(self, entry: Entry) -> list[Entry]:
        section = self.sections[entry.section]
        place = made_up_place(section, entry.key)
        kind, each = {"show": ("season", 2), "season": ("episode", 10)}.get(entry.type, ("", 0))
        if place is None or not kind:
            return [e for e in self.entries.values() if e.parent is entry]
        first = made_up_entry(section, kind, place[1] * each)
        found = [self.find(first.key + number) for number in range(each)]
        return [one for one in found if one is not None]

    def remove(self, key: int) -> bool:
        """Let an item disappear with everything in it."""
        entry = self.find(key)
        if entry is None:
            return False
        for child in self.children(entry):
            self.remove(child.key)
        made_up = self.sections[entry.section].made_up
        if self.entries.pop(key, None) is None and made_up is not None:
            made_up.gone.add(key)
        return True

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
