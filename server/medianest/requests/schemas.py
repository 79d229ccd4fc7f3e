"""What crosses the wire about requests."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from medianest.catalog.images import Image
from medianest.kit.media import MediaType
from medianest.kit.wire import Input, Wire
from medianest.requests.states import Action, State

FulfilledBy = Literal["overseerr", "person", "link", "plex"]
Sort = Literal["newest", "oldest", "title"]
Note = Annotated[str, Meta(max_length=1000)]
SeasonNumber = Annotated[int, Meta(ge=0, le=10_000)]
Seasons = Annotated[list[SeasonNumber], Meta(max_length=500)]


class Named(Wire, frozen=True):
    """A person."""

    id: UUID
    name: str


class Season(Wire, frozen=True):
    """A season, `whole` or only some `episodes` of it; how many of how many are in Plex."""

    number: int
    whole: bool
    episodes: list[int]
    state: State
    available: int
    total: int | None


class Step(Wire, frozen=True):
    """A state, when it was entered, and by whom (None: by itself).

    What MediaNest itself notes has a key: in English it stands in `note`.
    """

    at: datetime
    state: State
    by: Named | None
    note: str
    note_key: str


class Request(Wire, frozen=True):
    """A title that was asked for, and what became of it.

    `mine`, `following`, `actions` and `joined` depend on who looks: live events are without them.
    `titles` is what it is called in the languages spoken here, and `reason_key` is there to say
    MediaNest's own reasons in them. `timeline` is there for a single request.
    """

    id: UUID
    media_type: MediaType
    tmdb_id: int
    title: str
    titles: dict[str, str]
    year: int | None
    poster: Image | None
    state: State
    is4k: bool
    note: str
    seasons: list[Season]
    future_seasons: bool
    requested_by: Named
    followers: int
    decided_by: Named | None
    reason: str | None
    reason_key: str
    fulfilled_by: FulfilledBy | None
    overseerr_url: str | None
    estimated_bytes: int
    plex_url: str | None
    created_at: datetime
    updated_at: datetime
    available_at: datetime | None
    following: bool | UnsetType = UNSET
    mine: bool | UnsetType = UNSET
    actions: list[Action] | UnsetType = UNSET
    joined: bool | UnsetType = UNSET
    timeline: list[Step] | UnsetType = UNSET


class EpisodeWish(Input, frozen=True):
    """One episode."""

    season: SeasonNumber
    episode: SeasonNumber


class AskFor(Input, frozen=True):
    """A title somebody would like to see; of a show everything, unless less is named."""

    media_type: MediaType
    tmdb_id: Annotated[int, Meta(ge=1, le=2_000_000_000)]
    seasons: Seasons | Literal["all"] | None = None
    episodes: Annotated[list[EpisodeWish], Meta(max_length=1000)] | None = None
    future_seasons: bool = False
    is4k: bool = False
    note: Note = ""


class HandOverOptions(Input, frozen=True):
    """How Overseerr is to fetch it; None leaves the choice to Overseerr."""

    server_id: int | None = None
    profile_id: int | None = None
    root_folder: Annotated[str, Meta(max_length=500)] | None = None
    tags: Annotated[list[int], Meta(max_length=50)] | None = None


class Approval(Input, frozen=True):
    """What to approve, if not all that was asked for, and how it is to be fetched."""

    seasons: Annotated[list[SeasonNumber], Meta(min_length=1, max_length=500)] | None = None
    is4k: bool | None = None
    options: HandOverOptions | None = None


class Refusal(Input, frozen=True):
    """Why something is declined; the person is told."""

    reason: Note = ""


class Fulfilment(Input, frozen=True):
    """Somebody takes care of it; with `url` a link that is fetched for it."""

    note: Note = ""
    url: Annotated[str, Meta(min_length=1, max_length=4000)] | None = None


class ChangeRequest(Input, frozen=True):
    """What to ask for instead; what is left out stays as it is."""

    seasons: Seasons | Literal["all"] | UnsetType = UNSET
    episodes: Annotated[list[EpisodeWish], Meta(max_length=1000)] | UnsetType = UNSET
    is4k: bool | UnsetType = UNSET
    note: Note | UnsetType = UNSET


BulkAction = Literal["approve", "decline", "cancel", "retry"]


class Bulk(Input, frozen=True):
    """The same for many requests, each by itself."""

    ids: Annotated[list[UUID], Meta(min_length=1, max_length=100)]
    action: BulkAction
    reason: Note = ""


class Refused(Wire, frozen=True):
    """A request that was left as it is, and why."""

    id: UUID
    code: str
    detail: str


class BulkOutcome(Wire, frozen=True):
    """What became of each."""

    done: list[UUID]
    refused: list[Refused]


class Counts(Wire, frozen=True, rename=None):
    """How many requests are in each state."""

    all: int = 0
    pending: int = 0
    approved: int = 0
    submitted: int = 0
    processing: int = 0
    partially_available: int = 0
    available: int = 0
    declined: int = 0
    cancelled: int = 0
    failed: int = 0
