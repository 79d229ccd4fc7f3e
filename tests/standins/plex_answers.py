"""What the stand-in answers to each request that plexapi makes."""

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from tests.standins import calls
from tests.standins.plex_documents import Detail, entry_xml, playing_xml, section_xml
from tests.standins.plex_listing import KINDS, BadFilterError, listing
from tests.standins.plex_pictures import jpeg
from tests.standins.plex_shelves import Shelves
from tests.standins.plex_things import Entry, Section

_VERSION = "1.43.1.1000-standin"


class Asked(calls.Asked):
    """One request, maybe for a stretch of a list."""

    @property
    def stretch(self) -> tuple[int, int | None]:
        """From where, and how many."""
        told = {**self.headers, **{k.lower(): v for k, v in self.query.items()}}
        size = told.get("x-plex-container-size")
        return int(told.get("x-plex-container-start", "0")), int(size) if size else None


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
            case "DELETE", ["library", "metadata", key] if key.isdigit():
                if self.shelves.keeps_files:
                    raise Refused(403)
                if not self.shelves.remove(int(key)):
                    raise Refused(404)
                return None
            case "GET", _:
                return self._fixed("/".join(parts), asked)
        raise Refused(404)

    def _fixed(self, path: str, asked: Asked) -> Element:
        sections = self.shelves.sections
        match path:
            case "":
                made = self._about()
            case "identity":
                made = _container([])
                made.attrib |= {"machineIdentifier": self.server_id, "version": _VERSION}
            case "library":
                made = _container([])
            case "library/sections" | "library/sections/all":
                made = _container([section_xml(section) for section in sections.values()])
            case "library/recentlyAdded":
                made = self._page(self._newest(), asked)
            case "status/sessions":
                playing = self.shelves.playing
                made = _container(
                    [playing_xml(one, sections[one.entry.section]) for one in playing]
                )
            case "status/sessions/history/all":
                made = self._history(int(asked.query.get("metadataItemID", "0")))
            case "hubs/search":
                made = self._search(asked)
            case _:
                raise Refused(404)
        return made

    def _history(self, key: int) -> Element:
        entry = self.shelves.entries.get(key)
        seen = entry is not None and (entry.others_watched or entry.view_count > 0)
        return _container([Element("Video", ratingKey=str(key))] if seen else [])

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

    def picture(self, asked: Asked) -> bytes | None:
        """The JPEG for a request, None if it asks for something else. Raises Refused."""
        parts = [part for part in asked.path.split("/") if part]
        match parts:
            case ["photo", ":", "transcode"]:
                inner = asked.query.get("url", "").split("/")
                size = int(asked.query.get("width", "240")), int(asked.query.get("height", "360"))
                key = inner[3] if inner[:3] == ["", "library", "metadata"] else ""
            case ["library", "metadata", key, "thumb", *_]:
                size = 240, 360
            case _:
                return None
        entry = self.shelves.find(int(key)) if key.isdigit() else None
        if entry is None:
            raise Refused(404)
        return jpeg(entry.key, int(entry.updated), *size)

    def _all(self, section: Section, asked: Asked) -> Element:
        if section.missing == "unavailable":
            raise Refused(503)
        try:
            found = listing(self.shelves, section, asked.query)
        except BadFilterError as unknown:
            raise Refused(400) from unknown
        start, size = asked.stretch
        shown, total = found.stretch(start, found.fitting if size is None else size)
        return self._shown(shown, asked, start, total, section.key)

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
            hub.extend(
                entry_xml(e, self.shelves.sections[e.section], Detail(asked.query)) for e in found
            )
            hubs.append(hub)
        return _container(hubs)

    def _metadata(self, keys: str, rest: list[str], asked: Asked) -> Element:
        wanted = [self.shelves.find(int(key)) for key in keys.split(",") if key.isdigit()]
        found = [entry for entry in wanted if entry is not None]
        if not found:
            raise Refused(404)
        section = found[0].section
        if rest == ["children"]:
            found = self.shelves.children(found[0])
        elif rest == ["allLeaves"]:
            inner = self.shelves.children(found[0])
            found = [leaf for child in inner for leaf in self.shelves.children(child)]
        start, size = asked.stretch
        shown = found[start:] if size is None else found[start : start + size]
        return self._shown(shown, asked, start, len(found), section, streams=not rest)

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
        made.subtype = KINDS[int(asked.query["type"])]
        self.shelves.put_into(made, known)
        return self._page([made], asked, section.key)

    def _page(self, found: list[Entry], asked: Asked, section: int | None = None) -> Element:
        start, size = asked.stretch
        shown = found[start:] if size is None else found[start : start + size]
        return self._shown(shown, asked, start, len(found), section)

    def _shown(
        self,
        shown: list[Entry],
        asked: Asked,
        start: int,
        total: int,
        section: int | None,
        *,
        streams: bool = False,
    ) -> Element:
        detail, sections = Detail(asked.query, streams=streams), self.shelves.sections
        made = _container([entry_xml(e, sections[e.section], detail) for e in shown])
        made.attrib |= {"totalSize": str(total), "offset": str(start)}
        if section is not None:
            made.set("librarySectionID", str(section))
        return made


def _container(children: list[Element]) -> Element:
    made = Element("MediaContainer", size=str(len(children)))
    made.extend(children)
    return made


def _keys_of(uri: str) -> list[int]:
    return [int(key) for key in uri.rpartition("/")[2].split(",") if key.isdigit()]
