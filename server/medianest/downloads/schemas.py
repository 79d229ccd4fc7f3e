"""What crosses the wire about downloads."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from medianest.downloads.states import State
from medianest.kit.wire import Input, Wire


class Progress(Wire, frozen=True):
    """How far it is: sizes in bytes, `speed` in bytes and `eta` in seconds."""

    percent: float | None = None
    speed: float | None = None
    eta: float | None = None
    downloaded_bytes: int = 0
    total_bytes: int | None = None


class PublishedFile(Wire, frozen=True):
    """The file that Plex reads; `duration` in seconds."""

    path: str
    name: str
    size: int
    duration: float
    width: int | None = None
    height: int | None = None


class Failure(Wire, frozen=True):
    """Why it did not work, what a person can do, and when it is tried again by itself.

    `retryable` says whether a retry can help at all. Where room is short, `free` bytes are left of
    the disk or the quota, and the video needs `needs` if that is known.
    """

    kind: str = msgspec.field(name="class")
    message: str
    hint: str
    next_try: datetime | None = None
    retryable: bool = True
    free: int | None = None
    needs: int | None = None


class InPlex(Wire, frozen=True):
    """What Plex knows of the file; `url` is where a browser plays it."""

    connected: bool
    rating_key: str | None = None
    library: str | None = None
    collection: str | None = None
    message: str = ""
    url: str | None = None


class Requester(Wire, frozen=True):
    """Who submitted the link."""

    id: UUID
    name: str


class Step(Wire, frozen=True):
    """A state, and when it was entered."""

    state: State
    at: datetime


class Download(Wire, frozen=True):
    """A link and what became of it.

    `thumbnail` is an address of this server. `mine` is left out of live events, `history` of
    them and of lists.
    """

    id: UUID
    url: str
    title: str
    state: State
    stage: str
    profile: str
    progress: Progress | None
    file: PublishedFile | None
    failure: Failure | None
    plex: InPlex | None
    channel: str
    thumbnail: str | None
    requested_by: Requester
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None
    mine: bool | UnsetType = UNSET
    history: list[Step] | UnsetType = UNSET


class StartDownload(Input, frozen=True):
    """A link, and in which quality (see the profiles)."""

    url: Annotated[str, Meta(min_length=1, max_length=4000)]
    profile: str | None = None


class PreviewLink(Input, frozen=True):
    """A link to look at without fetching it."""

    url: Annotated[str, Meta(min_length=1, max_length=4000)]


class Preview(Wire, frozen=True):
    """What a link leads to; `duration` in seconds."""

    title: str
    channel: str
    duration: float | None
    live: bool
    playlist: bool


class ProfileChoice(Wire, frozen=True):
    """A quality to choose."""

    name: str
    label: str
    default: bool


# Every state by name, or all that are not over.
Which = Literal[
    "active",
    "queued",
    "probing",
    "downloading",
    "processing",
    "publishing",
    "scanning",
    "available",
    "paused",
    "failed",
    "cancelled",
]
