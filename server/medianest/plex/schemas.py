"""What this slice says: to other slices, and over HTTP."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from medianest.kit.wire import Input, Wire
from medianest.monitoring.schemas import HEADER, Service

Form = Literal["show", "film"]


class Destination(msgspec.Struct, frozen=True, kw_only=True):
    """Where a file must be put for Plex to take it in, and under which naming rules."""

    root: Path
    form: Form
    library: str


class PlexItem(Wire, frozen=True):
    """A file as Plex knows it; `url` is where a browser plays it."""

    rating_key: str
    title: str
    library: str
    collection: str | None = None
    url: str | None = None


class PathMapping(Input, frozen=True):
    """One folder under its two names: here, and as Plex sees it."""

    local: str
    plex: str


class ConnectPlex(Input, frozen=True):
    """How to reach the server; without `token` the stored one stays."""

    url: Annotated[str, Meta(min_length=1, max_length=500)]
    token: Annotated[str, Meta(max_length=500, pattern=HEADER)] | None = None
    library: str | None = None
    path_mappings: list[PathMapping] | None = None
    enabled: bool = True


class PlexServerInfo(Wire, frozen=True):
    """Which server answered."""

    id: str
    name: str
    version: str
    platform: str = ""


class Location(Wire, frozen=True):
    """A folder of a library as Plex names it, and the same folder here if it is known.

    `guessed` says that nobody gave the mapping: it was proposed from equal names.
    """

    path: str
    local: str | None = None
    guessed: bool = False


class Library(Wire, frozen=True):
    """A library, and whether files published here can land in it.

    `item_count` films, shows or artists were there when it was read last, at `synced_at`.
    """

    key: str
    title: str
    type: str
    agent: str
    scanner: str
    locations: list[Location]
    fits: bool
    why: str
    chosen: bool = False
    server: str | None = None
    server_name: str | None = None
    item_count: int = 0
    synced_at: datetime | None = None


class ConnectedPlex(Wire, frozen=True):
    """The stored service with what the server said of itself."""

    service: Service
    server: PlexServerInfo | None
    libraries: list[Library]


class MediaItem(Wire, frozen=True):
    """A film, show, episode or collection in Plex."""

    rating_key: str
    type: str
    title: str
    show: str | None = None
    season: int | None = None
    episode: int | None = None
    year: int | None = None
    summary: str = ""
    duration: float | None = None
    added_at: datetime | None = None
    library_key: int | None = None


class Collection(Wire, frozen=True):
    """A collection of a library."""

    rating_key: str
    title: str
    count: int


class ServerState(Wire, frozen=True):
    """The server with the library that published files go to, or why there is none."""

    server: PlexServerInfo
    library: str | None
    root: str | None
    form: Form | None
    why_not: str | None
