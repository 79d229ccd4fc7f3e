"""Titles, people and collections as lists show them."""

from datetime import date, datetime

import msgspec

from medianest.catalog.images import Image
from medianest.catalog.standing import Availability, RequestMark
from medianest.kit.wire import Wire


class _Card(Wire, frozen=True):
    tmdb_id: int
    title: str
    year: int | None
    release_date: date | None
    overview: str
    poster: Image | None
    backdrop: Image | None
    vote_average: float
    genre_ids: list[int]
    availability: Availability
    requests: list[RequestMark]
    role: str | msgspec.UnsetType = msgspec.UNSET
    """On a person's page: what they did."""


class FilmCard(_Card, frozen=True, tag_field="mediaType", tag="movie"):
    """A film."""


class ShowCard(_Card, frozen=True, tag_field="mediaType", tag="tv"):
    """A show."""


TitleCard = FilmCard | ShowCard


class PersonHit(Wire, frozen=True, tag_field="mediaType", tag="person"):
    """Somebody who was found."""

    tmdb_id: int
    name: str
    photo: Image | None
    known_for: list[str]


class CollectionHit(Wire, frozen=True, tag_field="mediaType", tag="collection"):
    """A collection that was found."""

    tmdb_id: int
    name: str
    poster: Image | None
    overview: str


Hit = FilmCard | ShowCard | PersonHit | CollectionHit


class DatedPage(Wire, frozen=True):
    """A page of when it is (`as_of`), which may be long ago (`stale`).

    Its items stand in each kind of page: the API's description knows no generic ones.
    """

    total: int
    next_cursor: str | None
    as_of: datetime
    stale: bool


class Discovered(DatedPage, frozen=True):
    """Titles that are as wished; `as_of` is of when they are, `stale` that this is long ago."""

    items: list[TitleCard]


class Found(DatedPage, frozen=True):
    """What fits a search."""

    items: list[Hit]
