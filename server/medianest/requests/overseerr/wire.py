"""What Overseerr and Seerr answer, as far as it matters here.

Statuses stay numbers: the two count a little further every year, and a number that is not known
must not make the rest unreadable.
"""

from datetime import datetime
from typing import Annotated, Generic, Literal, TypeVar

import msgspec
from msgspec import Meta

from medianest.kit.media import MediaType

T = TypeVar("T")
Number = Annotated[int, Meta(ge=0, lt=2**31)]
# One without a zone cannot be compared with ours.
Moment = Annotated[datetime, Meta(tz=True)]


class Theirs(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Something in Overseerr's own spelling."""


class About(Theirs, frozen=True):
    """Which release runs there."""

    version: str = ""


class Public(Theirs, frozen=True):
    """What it tells everybody about itself."""

    application_title: str = ""
    application_url: str = ""


class User(Theirs, frozen=True):
    """Somebody who can sign in there."""

    id: Number
    email: str | None = None
    display_name: str | None = None
    username: str | None = None
    plex_username: str | None = None


class SeasonOfMedia(Theirs, frozen=True):
    """How far a season is."""

    season_number: Number
    status: int = 1
    status4k: int = 1


class Media(Theirs, frozen=True):
    """A title that it keeps an eye on."""

    tmdb_id: Number
    status: int = 1
    status4k: int = 1
    updated_at: Moment | None = None
    seasons: list[SeasonOfMedia] = []


class SeasonOfRequest(Theirs, frozen=True):
    """A season that is asked for."""

    season_number: Number
    status: int = 1


class Request(Theirs, frozen=True):
    """Something that was asked for there."""

    id: Number
    status: int
    type: MediaType
    media: Media
    created_at: Moment
    updated_at: Moment
    is4k: bool = False
    seasons: list[SeasonOfRequest] = []
    requested_by: User | None = None

    @property
    def version(self) -> datetime:
        """When it, or how far it is, changed last."""
        return max(self.updated_at, self.media.updated_at or self.updated_at)

    @property
    def numbers(self) -> list[int]:
        """The seasons that it asks for."""
        return sorted(season.season_number for season in self.seasons)


class PageInfo(Theirs, frozen=True):
    """Where a list ends."""

    results: int = 0


class Page(Theirs, Generic[T], frozen=True):
    """One stretch of a list."""

    page_info: PageInfo
    results: list[T]


class Server(Theirs, frozen=True):
    """A Radarr or Sonarr behind it."""

    id: Number
    name: str = ""
    is4k: bool = False
    is_default: bool = False


class Profile(Theirs, frozen=True):
    """A quality to choose from."""

    id: Number
    name: str = ""


class RootFolder(Theirs, frozen=True):
    """A folder to choose from."""

    path: str = ""
    free_space: int | None = None


class Tag(Theirs, frozen=True):
    """A label to choose from."""

    id: Number
    label: str = ""


class ServerDetails(Theirs, frozen=True):
    """What a Radarr or Sonarr lets choose."""

    profiles: list[Profile] = []
    root_folders: list[RootFolder] = []
    tags: list[Tag] = []


class HookOptions(Theirs, frozen=True):
    """Where the webhook goes."""

    webhook_url: str = ""


class Hook(Theirs, frozen=True):
    """The webhook as it is set there."""

    enabled: bool = False
    types: int = 0
    options: HookOptions = HookOptions()


class Wish(Theirs, frozen=True, omit_defaults=True):
    """What to ask for. `is4k` is always sent: without it a repetition is not noticed there."""

    media_type: MediaType
    media_id: int
    is4k: bool
    seasons: list[int] | Literal["all"] | None = None
    user_id: int | None = None
    server_id: int | None = None
    profile_id: int | None = None
    root_folder: str | None = None
    tags: list[int] | None = None


class Refusal(Theirs, frozen=True):
    """Why it refuses: `message` about what was asked, `error` about who asks."""

    message: str = ""
    error: str = ""
