"""What the requests must know of titles and of Plex, and who tells them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

import msgspec

from medianest.accounts import Principal
from medianest.kit.media import TitleKey


class Title(Protocol):
    """A film or show, as far as the catalogue knows it; `runtime` in minutes, of an episode."""

    @property
    def title(self) -> str: ...
    @property
    def year(self) -> int | None: ...
    @property
    def poster_path(self) -> str | None: ...
    @property
    def min_age(self) -> int | None: ...
    @property
    def runtime(self) -> int | None: ...
    @property
    def genres(self) -> Sequence[int]: ...
    @property
    def vote_average(self) -> float | None: ...
    @property
    def original_language(self) -> str: ...


class Episode(Protocol):
    """An episode."""

    @property
    def number(self) -> int: ...
    @property
    def air_date(self) -> date | None: ...


class SeasonFacts(Protocol):
    """A season; `episodes` may be fewer than `episode_count` while nobody has read them all."""

    @property
    def number(self) -> int: ...
    @property
    def episode_count(self) -> int: ...
    @property
    def episodes(self) -> Sequence[Episode]: ...


class Catalog(Protocol):
    """The catalogue; see `catalog`."""

    async def title(self, key: TitleKey, language: str | None = None) -> Title | None:
        """What the database knows of it."""

    async def seasons(self, tmdb_id: int) -> Sequence[SeasonFacts]:
        """What the database knows of a show's seasons."""

    async def fetch(self, key: TitleKey) -> Title:
        """Make sure that the database knows it, asking outside."""

    async def care(self, keys: Collection[TitleKey]) -> None:
        """Keep what is known of these titles up to date; writes rows, asks nobody."""


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    """What Plex has of a title in one quality: a film or not, of a show which episodes."""

    film: bool = False
    episodes: Mapping[int, frozenset[int]] = {}
    plex_url: str | None = None


ABSENT = Presence()


class FindPresence(Protocol):
    """Whoever knows what is in Plex; see `plex.library`."""

    async def __call__(
        self, keys: Collection[TitleKey], *, is4k: bool
    ) -> Mapping[TitleKey, Presence]:
        """What Plex has of the titles in that quality; one that it lacks is left out."""


class Asker(Protocol):
    """Somebody who asks for a title."""

    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def age_limit(self) -> int | None: ...

    def may(self, permission: str) -> bool:
        """Whether the person holds `permission`."""


class Links(Protocol):
    """Whoever fetches links; see `downloads`."""

    async def start(self, me: Principal, url: str) -> UUID:
        """Have `url` fetched, or join who had it fetched before; raises MediaNestError."""

    async def ready(self, download: UUID) -> bool:
        """Whether what was fetched is in Plex."""
