"""Plex' own JSON, as far as it is read; what it leaves out is empty here."""

from typing import Annotated

import msgspec
from msgspec import Meta, field

# Some versions send a number in place of a truth, or nothing in place of a number.
Key = Annotated[int, Meta(ge=0, le=2**63 - 1)]


class RawGuid(msgspec.Struct, frozen=True):
    """An id at another site, such as `tmdb://603`."""

    id: str = ""


class RawStream(msgspec.Struct, frozen=True, rename="camel"):
    """A track of a file; only details have them."""

    color_trc: str = ""
    dovi_present: bool = field(default=False, name="DOVIPresent")


class RawPart(msgspec.Struct, frozen=True):
    """A file."""

    size: Annotated[int, Meta(ge=0)] = 0
    streams: tuple[RawStream, ...] = field(default=(), name="Stream")


class RawMedia(msgspec.Struct, frozen=True, rename="camel"):
    """One version of a video."""

    video_resolution: str = ""
    width: int = 0
    height: int = 0
    deleted_at: int | None = None
    parts: tuple[RawPart, ...] = field(default=(), name="Part")


class RawItem(msgspec.Struct, frozen=True, rename="camel"):
    """A film, show, season, episode, album or collection."""

    rating_key: Key
    type: str = ""
    title: str = ""
    title_sort: str = ""
    summary: str = ""
    guid: str = ""
    content_rating: str = ""
    year: int | None = None
    index: int | None = None
    parent_index: int | None = None
    parent_rating_key: Key | None = None
    parent_title: str = ""
    grandparent_rating_key: Key | None = None
    grandparent_title: str = ""
    duration: int | None = None
    added_at: int | None = None
    updated_at: int | None = None
    deleted_at: int | None = None
    view_count: int = 0
    last_viewed_at: int | None = None
    thumb: str = ""
    subtype: str = ""
    child_count: int | None = None
    leaf_count: int | None = None
    section: int | None = field(default=None, name="librarySectionID")
    guids: tuple[RawGuid, ...] = field(default=(), name="Guid")
    media: tuple[RawMedia, ...] = field(default=(), name="Media")


class RawLocation(msgspec.Struct, frozen=True):
    """A folder of a library, and whether the server can open it if it says so."""

    path: str = ""
    accessible: bool = True
    exists: bool = True
    unavailable: bool = False

    @property
    def there(self) -> bool:
        """Nothing speaks against it."""
        return self.accessible and self.exists and not self.unavailable


class RawSection(msgspec.Struct, frozen=True):
    """A library."""

    key: Annotated[int, Meta(ge=0, lt=2**31)]
    type: str = ""
    title: str = ""
    agent: str = ""
    scanner: str = ""
    unavailable: bool = False
    locations: tuple[RawLocation, ...] = field(default=(), name="Location")

    @property
    def there(self) -> bool:
        """Whether all its folders are, as far as the server says."""
        present = all(location.there for location in self.locations)
        return present and bool(self.locations) and not self.unavailable


class RawPage(msgspec.Struct, frozen=True, rename="camel"):
    """A stretch of a list, and how many there are in all."""

    total_size: int | None = None
    section: int | None = field(default=None, name="librarySectionID")
    items: tuple[RawItem, ...] = field(default=(), name="Metadata")


class RawSections(msgspec.Struct, frozen=True):
    """All libraries."""

    sections: tuple[RawSection, ...] = field(default=(), name="Directory")
