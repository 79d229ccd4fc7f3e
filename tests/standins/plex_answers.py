"""What the stand-in answers to each request that plexapi makes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from tests.standins.plex_shelves import (
    TYPES,
    Entry,
    Section,
    Shelves,
    entry_xml,
    section_xml,
)

_KINDS = {number: kind for kind, number in TYPES.items()}
_VERSION = "1.43.1.1000-standin"


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]


class Refused(Exception):  # noqa: N818 - an answer, not a mistake
    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Answers:
    """The protocol over one set of shelves."""

    shelves: Shelves
    name: str
    server_id: str
    begin_scan: Callable[[Section, str | None], None]

    def answer(self, asked: Asked) -> Element | None:
        """The document for a request; None is an empty 200. Raises Refused."""
        parts = [part for part in asked.path.split("/") if part]
        match asked.method, parts:
            case _, ["library", "sections", number, *rest] if number.isdigit():
                return self._in_section(self._section(int(number)), rest, asked)
            case _, ["library", "collections", *rest]:
                return self._collections(rest, asked)
            case "GET", ["library", "metadata", keys, *rest]:
                return self._metadata(keys, rest, asked)
            case "GET", _:
                return self._fixed("/".join(parts), asked)
        raise Refused(404)

    def _fixed(self, path: str, asked: Asked) -> Element:
        match path:
            case "":
                return self._about()
            case "identity":
                return Element(
                    "MediaContainer",
                    size="0",
                    machineIdentifier=self.server_id,
                    version=_VERSION,
                )
            case "library":
                return Element("MediaContainer", title1="Plex Library")
            case "library/sections" | "library/sections/all":
                return _container([section_xml(s) for s in self.shelves.sections.values()])
            case "library/recentlyAdded":
                return self._page(self._newest(), asked)
            case "hubs/search":
                return self._search(asked)
        raise Refused(404)

    def _about(self) -> Element:
        return Element(
            "MediaContainer",
            size="1",
            friendlyName=self.name,
            machineIdentifier=self.server_id,
            version=_VERSION,
            platform="Linux",
            myPlex="1",
        )

    def _section(self, key: int) -> Section:
        if key not in self.shelves.sections:
            raise Refused(404)
        return self.shelves.sections[key]

    def _in_section(self, section: Section, rest: list[str], asked: Asked) -> Element | None:
        match asked.method, rest:
            case "GET", []:
                return _container([])
            case "GET", ["all"]:
                return self._all(section, asked)
            case "GET", ["collections"]:
                return self._page(self.shelves.of(section.key, "collection"), asked)
            case "GET", ["recentlyAdded"]:
                own = [e for e in self._newest() if e.section == section.key]
                return self._page(own, asked)
            case "GET", ["refresh"]:
                self.begin_scan(section, asked.query.get("path"))
                return None
            case "DELETE", ["refresh"]:
                return None
        raise Refused(404)

    def _all(self, section: Section, asked: Asked) -> Element:
        kind = _KINDS.get(int(asked.query.get("type", "0")), section.type)
        found = self.shelves.of(section.key, kind)
        if "title" in asked.query:
            wanted = asked.query["title"].casefold()
            found = [e for e in found if wanted in e.title.casefold()]
        column, _, way = asked.query.get("sort", "titleSort").partition(":")
        order: Callable[[Entry], Any] = (
            (lambda e: (e.added, e.key)) if column == "addedAt" else (lambda e: e.title)
        )
        return self._page(sorted(found, key=order, reverse=way == "desc"), asked, section.key)

    def _newest(self) -> list[Entry]:
        videos = [e for e in self.shelves.entries.values() if e.file]
        return sorted(videos, key=lambda e: (e.added, e.key), reverse=True)

    def _search(self, asked: Asked) -> Element:
        wanted = asked.query.get("query", "").casefold()
        hubs = []
        for kind in ("movie", "show", "episode", "collection"):
            found = [
                e
                for e in self.shelves.entries.values()
                if e.type == kind and wanted in e.title.casefold()
            ]
            hub = Element("Hub", type=kind, hubIdentifier=kind, size=str(len(found)), title=kind)
            hub.extend(entry_xml(e, self.shelves.sections[e.section]) for e in found)
            hubs.append(hub)
        return _container(hubs)

    def _metadata(self, keys: str, rest: list[str], asked: Asked) -> Element:
        wanted = [int(key) for key in keys.split(",") if key.isdigit()]
        found = [self.shelves.entries[key] for key in wanted if key in self.shelves.entries]
        if not found:
            raise Refused(404)
        if rest == ["children"]:
            found = [e for e in self.shelves.entries.values() if e.parent is found[0]]
        elif rest == ["allLeaves"]:
            found = [e for e in self.shelves.entries.values() if e.show is found[0]]
        return self._page(found, asked, found[0].section if found else None)

    def _collections(self, rest: list[str], asked: Asked) -> Element | None:
        shelves = self.shelves
        if asked.method == "POST" and not rest:
            return self._create_collection(asked)
        entry = shelves.entries.get(int(rest[0])) if rest and rest[0].isdigit() else None
        if entry is None or entry.type != "collection":
            raise Refused(404)
        match asked.method, rest[1:]:
            case "GET", []:
                return self._page([entry], asked, entry.section)
            case "GET", ["children" | "items"]:
                members = [shelves.entries[k] for k in entry.members if k in shelves.entries]
                return self._page(members, asked, entry.section)
            case "PUT", ["items"]:
                shelves.put_into(entry, _keys_of(asked.query["uri"]))
                return self._page([entry], asked, entry.section)
            case "DELETE", ["items", key]:
                shelves.take_out(entry, int(key))
                return None
            case "DELETE", []:
                del shelves.entries[entry.key]
                return None
        raise Refused(404)

    def _create_collection(self, asked: Asked) -> Element:
        keys = _keys_of(asked.query.get("uri", ""))
        known = [key for key in keys if key in self.shelves.entries]
        if not known or asked.query.get("smart") != "0":
            raise Refused(400)
        section = self._section(int(asked.query["sectionId"]))
        made = self.shelves.add("collection", asked.query["title"], section.key)
        made.subtype = _KINDS[int(asked.query["type"])]
        self.shelves.put_into(made, known)
        return self._page([made], asked, section.key)

    def _page(self, found: list[Entry], asked: Asked, section: int | None = None) -> Element:
        told = {**asked.headers, **{k.lower(): v for k, v in asked.query.items()}}
        start = int(told.get("x-plex-container-start", "0"))
        size = int(told.get("x-plex-container-size", str(len(found))))
        shown = found[start : start + size]
        made = _container([entry_xml(e, self.shelves.sections[e.section]) for e in shown])
        made.attrib |= {"totalSize": str(len(found)), "offset": str(start)}
        if section is not None:
            made.set("librarySectionID", str(section))
        return made


def _container(children: list[Element]) -> Element:
    made = Element("MediaContainer", size=str(len(children)))
    made.extend(children)
    return made


def _keys_of(uri: str) -> list[int]:
    return [int(key) for key in uri.rpartition("/")[2].split(",") if key.isdigit()]
