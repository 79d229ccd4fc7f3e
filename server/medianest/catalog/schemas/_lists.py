"""Lists, genres, the calendar, and how far the background tasks have come."""

from datetime import date, datetime
from typing import Annotated, Any

from msgspec import Meta

from medianest.catalog.facts import ListKind, ListMedia
from medianest.catalog.images import Image
from medianest.catalog.schemas._cards import DatedPage, TitleCard
from medianest.kit.media import MediaType
from medianest.kit.wire import Input, Wire


class MediaList(Wire, frozen=True):
    """A list of titles; `mine` was made by whoever looks, or is theirs alone."""

    slug: str
    title: str
    media_type: ListMedia
    kind: ListKind
    count: int
    updated_at: datetime | None
    mine: bool


class NameList(Input, frozen=True):
    """What a list is called."""

    title: Annotated[str, Meta(min_length=1, max_length=100)]


class ListedTitles(DatedPage, frozen=True):
    """A stretch of a list."""

    slug: str
    title: str
    items: list[TitleCard]


class Genre(Wire, frozen=True):
    """A genre of films or of shows."""

    id: int
    name: str
    media_type: MediaType


class CalendarEpisode(Wire, frozen=True):
    """Which episode is shown on a day."""

    season: int
    number: int
    name: str


class CalendarEntry(Wire, frozen=True):
    """Something that comes out on a day."""

    date: date
    media_type: MediaType
    tmdb_id: int
    title: str
    poster: Image | None
    episode: CalendarEpisode | None
    available: bool
    requested: bool


class SyncReport(Wire, frozen=True):
    """How far a background task has come, and what its last run did."""

    task: str
    cursor: dict[str, Any]
    report: dict[str, Any]
    at: datetime
