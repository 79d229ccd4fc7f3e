"""Libraries and items as Plex writes them: as XML, and the same as JSON.

As with the real one a list leaves the streams of a file out, which say whether it is HDR: they
are in `/library/metadata/{keys}`, and `hdr=1` filters a list. Ids of other sites come in lists
with `includeGuids=1` alone, and whether a file is there with `checkFiles=1`.
"""

from typing import Any
from xml.etree.ElementTree import Element, SubElement

from tests.standins.plex_things import Entry, Film, Playing, Section

_NUMBERS = {
    "size", "totalSize", "offset", "year", "index", "parentIndex", "addedAt", "updatedAt",
    "viewCount", "lastViewedAt", "viewOffset", "duration", "librarySectionID", "childCount",
    "width", "height", "bitDepth", "bandwidth", "createdAt", "scannedAt", "leafCount", "deletedAt",
    "streamType",
}  # fmt: skip
_TRUTHS = {"refreshing", "smart", "accessible", "exists", "DOVIPresent", "local"}
_TRANSFERS = {"dovi": "smpte2084", "hdr10": "smpte2084", "hlg": "arib-std-b67"}


class Detail:
    """What a request wants to know beside the plain facts."""

    def __init__(self, query: dict[str, str], *, streams: bool = False) -> None:
        self.guids = query.get("includeGuids") == "1" or streams
        self.files = query.get("checkFiles") == "1"
        self.streams = streams


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
    there = str(int(section.mounted))
    for number, path in enumerate(section.locations, 1):
        SubElement(made, "Location", id=str(number), path=path, accessible=there, exists=there)
    return made


def entry_xml(entry: Entry, section: Section, detail: Detail) -> Element:
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
        summary=entry.summary,
        addedAt=str(int(entry.added)),
        updatedAt=str(int(entry.updated)),
        thumb=f"/library/metadata/{entry.key}/thumb/{int(entry.updated)}",
        librarySectionID=str(section.key),
        librarySectionTitle=section.title,
        librarySectionKey=f"/library/sections/{section.key}",
    )
    made.attrib |= _watched(entry) | _place(entry)
    if entry.year is not None:
        made.set("year", str(entry.year))
    if entry.type == "collection":
        made.attrib |= {"subtype": entry.subtype, "childCount": str(len(entry.members))}
        made.set("smart", "0")
    if entry.file:
        made.set("duration", str(entry.duration))
        for number, film in enumerate(entry.films):
            made.append(_media(entry, film, number, section, detail))
    if detail.guids:
        made.extend(Element("Guid", id=guid) for guid in entry.guids)
    for title in entry.collections:
        SubElement(made, "Collection", {"tag": title})
    return made


def _watched(entry: Entry) -> dict[str, str]:
    if not entry.view_count:
        return {}
    return {"viewCount": str(entry.view_count), "lastViewedAt": str(int(entry.viewed))}


def _place(entry: Entry) -> dict[str, str]:
    told = {"index": str(entry.index)} if entry.type in {"season", "episode"} else {}
    parent, show = entry.parent, entry.show
    if parent is not None:
        told |= {"parentRatingKey": str(parent.key), "parentTitle": parent.title}
    if parent is not None and show is not None:
        told |= {
            "parentIndex": str(parent.index),
            "grandparentTitle": show.title,
            "grandparentRatingKey": str(show.key),
            "grandparentThumb": f"/library/metadata/{show.key}/thumb/{int(show.updated)}",
        }
    return told


def _media(entry: Entry, film: Film, number: int, section: Section, detail: Detail) -> Element:
    own = str(entry.key * 10 + number)
    made = Element(
        "Media",
        id=own,
        duration=str(entry.duration),
        container=film.container,
        videoResolution=film.resolution,
        width=str(film.width),
        height=str(film.height),
        videoCodec=film.codec,
    )
    if entry.in_trash_since:
        made.set("deletedAt", str(int(entry.in_trash_since)))
    part = SubElement(
        made,
        "Part",
        id=own,
        key=f"/library/parts/{own}/file.{film.container}",
        duration=str(entry.duration),
        file=entry.file,
        container=film.container,
        size=str(film.size),
    )
    if detail.files:
        there = str(int(section.mounted and not entry.in_trash_since))
        part.attrib |= {"accessible": there, "exists": there}
    if detail.streams:
        part.append(_stream(film, own))
    return made


def _stream(film: Film, own: str) -> Element:
    made = Element("Stream", id=own, streamType="1", codec=film.codec)
    made.attrib |= {"width": str(film.width), "height": str(film.height)}
    made.set("bitDepth", "10" if film.hdr else "8")
    made.set("colorTrc", _TRANSFERS.get(film.hdr, "bt709"))
    if film.hdr == "dovi":
        made.attrib |= {"DOVIPresent": "1", "DOVIProfile": "8"}
    return made


def playing_xml(one: Playing, section: Section) -> Element:
    """One row of what is playing now."""
    made = entry_xml(one.entry, section, Detail({}, streams=True))
    made.attrib |= {"sessionKey": one.id, "viewOffset": str(one.at)}
    SubElement(made, "User", id="1", title=one.user, thumb="https://plex.tv/users/1/avatar")
    SubElement(
        made,
        "Player",
        title=one.player,
        state=one.state,
        machineIdentifier=f"player-{one.id}",
        product="Plex for Android (TV)",
        platform="Android",
        address="192.168.1.20",
        local="1",
    )
    SubElement(made, "Session", id=f"session-{one.id}", bandwidth="8000", location="lan")
    if one.transcode:
        SubElement(
            made,
            "TranscodeSession",
            key=f"/transcode/sessions/{one.id}",
            videoDecision="transcode",
            audioDecision="copy",
            width="1280",
            height="720",
        )
    return made


def as_json(document: Element) -> dict[str, Any]:
    """The same document as Plex sends it to whoever accepts JSON."""
    return {document.tag: _object(document)}


def _object(element: Element) -> dict[str, Any]:
    made: dict[str, Any] = {name: _value(name, text) for name, text in element.attrib.items()}
    if element.tag in {"Media", "Part", "Stream", "Location"} and "id" in made:
        made["id"] = int(made["id"])
    for child in element:
        one = _object(child)
        if child.tag in {"User", "Player", "Session", "TranscodeSession"}:
            made[child.tag] = one
        else:
            made.setdefault(_plural(child), []).append(one)
    return made


def _plural(child: Element) -> str:
    is_item = child.tag in {"Video", "Directory"} and "ratingKey" in child.attrib
    return "Metadata" if is_item else child.tag


def _value(name: str, text: str) -> object:
    if name in _NUMBERS:
        return int(text)
    return text == "1" if name in _TRUTHS else text
