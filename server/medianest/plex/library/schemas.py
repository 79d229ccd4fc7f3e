"""What the library says: to other slices, and over HTTP."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from medianest.kit.media import MediaType, TitleKey
from medianest.kit.wire import Input, Wire
from medianest.plex.schemas import MediaItem

State = Literal["running", "done", "held", "failed", "dismissed"]
Trigger = Literal["schedule", "person", "webhook", "socket", "owner", "count"]
"""Who wanted it: the timetable, somebody who asked, Plex itself in two ways, the owner who
confirmed what was held, or a number of items that does not fit."""
Episodes = Mapping[int, frozenset[int]]
"""Season by season, the numbers of the episodes."""


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    """What Plex has of a title: `hd` in any quality below 4K, `uhd` in 4K; `size` in bytes.

    For a film these are truths, for a show the episodes that are there.
    """

    hd: bool | Episodes
    uhd: bool | Episodes
    plex_url: str
    server: str
    rating_key: str
    size: int


class Unmatched(msgspec.Struct, frozen=True, kw_only=True):
    """A film or show with an id of another site than TMDB alone."""

    id: int
    type: MediaType
    imdb_id: str | None
    tvdb_id: int | None
    title: str
    year: int | None

    def key(self, tmdb_id: int) -> TitleKey:
        """What it is, once somebody knows its number."""
        return TitleKey(self.type, tmdb_id)


class SectionReport(Wire, frozen=True):
    """What came of reading one library.

    `seen` items were read. `would_delete` are gone as it seems, and are kept until the owner
    says so, see `reason`.
    """

    key: int
    title: str
    type: str
    state: State = "done"
    seen: int = 0
    added: int = 0
    updated: int = 0
    deleted: int = 0
    would_delete: int = 0
    unmatched: int = 0
    reason: str = ""


class Report(Wire, frozen=True):
    """One reading of a server's libraries, and what came of it.

    While it runs `progress` goes from 0 to 1 and `reading` names the library that is being read.
    """

    id: UUID
    server: str | None
    server_name: str | None
    service: str
    state: State
    full: bool
    trigger: Trigger
    started_at: datetime
    finished_at: datetime | None
    added: int
    updated: int
    deleted: int
    would_delete: int
    unmatched: int
    libraries: list[SectionReport]
    reason: str
    progress: float | None = None
    reading: str = ""


class LibraryItem(MediaItem, frozen=True, kw_only=True):
    """An item with what is known of its files; `size` in bytes, `episodes` of a show or season.

    `tmdb_id` is that of a film or show; a season or episode has its show's.
    `poster` is a path of this server.
    """

    server: str
    poster: str | None
    tmdb_id: int | None
    resolution: str | None
    hdr: bool
    size: int
    episodes: int | None
    view_count: int
    last_viewed_at: datetime | None
    plex_url: str


class CollectionItems(Wire, frozen=True):
    """A collection with what is in it, in its order."""

    rating_key: str
    title: str
    count: int
    items: list[LibraryItem]


class StartSync(Input, frozen=True):
    """Whether everything is read anew, or only what has changed; without `server`, all servers."""

    full: bool = False
    server: str | None = None


class StartedSync(Wire, frozen=True):
    """The reading that begins; None if one waits or runs already."""

    id: UUID | None
