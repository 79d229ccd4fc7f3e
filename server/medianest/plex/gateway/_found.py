"""What plexapi gives, as our own Structs."""

from typing import Any
from xml.etree.ElementTree import Element

import msgspec
from plexapi.library import Library as PlexLibraries
from plexapi.library import LibrarySection
from plexapi.server import PlexServer

from medianest.plex.errors import NoSuchLibraryError


class FoundLibrary(msgspec.Struct, frozen=True, kw_only=True):
    """A library as the server describes it."""

    key: int
    title: str
    type: str
    agent: str
    scanner: str
    locations: list[str]


class FoundItem(msgspec.Struct, frozen=True, kw_only=True):
    """A film or episode with the files it consists of, as Plex names them."""

    key: int
    type: str
    title: str
    files: tuple[str, ...]


class FoundCollection(msgspec.Struct, frozen=True, kw_only=True):
    """A collection and the one type of item that it holds."""

    key: int
    title: str
    subtype: str


def sections(server: PlexServer) -> list[LibrarySection]:
    """Every library, asked anew."""
    # The server object would answer from what it read the first time.
    known: list[LibrarySection] = PlexLibraries(server, Element("MediaContainer")).sections()
    return known


def section(server: PlexServer, key: int) -> LibrarySection:
    """The library of that key."""
    for known in sections(server):
        if known.key == key:
            return known
    raise NoSuchLibraryError


def library(known: Any) -> FoundLibrary:
    """A library's description."""
    return FoundLibrary(
        key=known.key,
        title=known.title,
        type=known.type or "",
        agent=known.agent or "",
        scanner=known.scanner or "",
        locations=list(known.locations),
    )


def item(seen: Any) -> FoundItem:
    """A film or episode."""
    files = tuple(part.file for media in seen.media for part in media.parts if part.file)
    return FoundItem(key=seen.ratingKey, type=seen.type, title=seen.title, files=files)


def collection(found: Any) -> FoundCollection:
    """A collection."""
    return FoundCollection(key=found.ratingKey, title=found.title, subtype=found.subtype)
