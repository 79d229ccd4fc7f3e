"""How titles stand in the household, which only the slices above know."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, Protocol
from uuid import UUID

from medianest.kit.media import TitleKey
from medianest.kit.wire import Wire

Share = Literal["none", "partial", "available"]
# The slice that moves requests stands above this one; its test holds the two together.
RequestState = Literal[
    "pending",
    "approved",
    "submitted",
    "processing",
    "partially_available",
    "available",
    "declined",
    "cancelled",
    "failed",
]


class Availability(Wire, frozen=True):
    """How much of a title is in Plex, and where to play it."""

    hd: Share = "none"
    uhd: Share = "none"
    plex_url: str | None = None


class RequestMark(Wire, frozen=True):
    """That a title is asked for, and what that has to do with whoever looks."""

    id: UUID
    state: RequestState
    is4k: bool
    mine: bool
    following: bool


class Standing(Wire, frozen=True):
    """What the household has of a title, and has asked for."""

    availability: Availability = Availability()
    requests: Sequence[RequestMark] = ()


class EpisodeStanding(Wire, frozen=True):
    """The same of an episode."""

    available: bool = False
    available4k: bool = False
    requested: bool = False


class SeasonStanding(Wire, frozen=True):
    """The same of a season; `requested` is the state of the request that asks for it."""

    availability: Availability = Availability()
    requested: RequestState | None = None
    requested4k: RequestState | None = None
    episodes: Mapping[int, EpisodeStanding] = {}


class Standings(Protocol):
    """Says how titles stand, from the database alone."""

    async def titles(self, keys: Collection[TitleKey], viewer: UUID) -> Mapping[TitleKey, Standing]:
        """The standing of `keys`, as `viewer` sees it; one that is left out is unknown."""

    async def seasons(self, show: int, viewer: UUID) -> Mapping[int, SeasonStanding]:
        """The standing of a show's seasons by their numbers."""
