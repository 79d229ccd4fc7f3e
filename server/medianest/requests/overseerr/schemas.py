"""What crosses the wire about Overseerr."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from medianest.kit.wire import Input, Wire


class Profile(Wire, frozen=True):
    """A quality."""

    id: int
    name: str


class RootFolder(Wire, frozen=True):
    """A folder; `free_space` in bytes, if it is known."""

    path: str
    free_space: int | None


class Tag(Wire, frozen=True):
    """A label."""

    id: int
    label: str


class ArrServer(Wire, frozen=True):
    """A Radarr or Sonarr, and what it lets choose."""

    id: int
    name: str
    is_default: bool
    profiles: list[Profile]
    root_folders: list[RootFolder]
    tags: list[Tag]


class Choices(Wire, frozen=True):
    """How Overseerr can have something fetched."""

    servers: list[ArrServer]


class Webhook(Wire, frozen=True):
    """The address that Overseerr calls, and whether it is told to."""

    url: str
    installed: bool


class InstallWebhook(Input, frozen=True):
    """Have Overseerr call; `url` if it knows this server by another address than people do.

    `replace` takes its only webhook from whoever has it.
    """

    url: Annotated[str, Meta(min_length=8, max_length=500)] | None = None
    replace: bool = False


class StartImport(Input, frozen=True):
    """What to take over."""

    people: bool = True
    requests: bool = True


class Started(Wire, frozen=True):
    """The job that does it; None while the same is under way already."""

    job: UUID | None
