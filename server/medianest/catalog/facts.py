"""What is kept of TMDB's answers: nothing missing but what a title really lacks."""

from datetime import date
from typing import Literal

import msgspec

from medianest.kit.media import TitleKey

OfferKind = Literal["stream", "rent", "buy", "free", "ads"]
ListKind = Literal["tmdb", "genre", "owner", "trakt"]
ListMedia = Literal["movie", "tv", "mixed"]


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that is kept."""


class Summary(Fact, frozen=True):
    """A film or show as lists show it, in one language."""

    key: TitleKey
    title: str
    original_title: str = ""
    original_language: str = ""
    overview: str = ""
    released: date | None = None
    genres: list[int] = []
    popularity: float = 0
    vote_average: float = 0
    vote_count: int = 0
    poster_path: str | None = None
    backdrop_path: str | None = None


class Named(Fact, frozen=True):
    """Whatever has a number and a name."""

    id: int
    name: str
    image_path: str | None = None


class Part(Fact, frozen=True):
    """Somebody's part in a title, or a title's in somebody's life."""

    id: int
    name: str
    role: str = ""
    image_path: str | None = None


class Trailer(Fact, frozen=True):
    """Where a trailer can be seen."""

    key: str
    site: str
    name: str
    language: str
    official: bool = False


class Offer(Fact, frozen=True):
    """Somebody who shows the title."""

    name: str
    kind: OfferKind
    logo_path: str | None = None


class EpisodeNote(Fact, frozen=True):
    """The episode that comes next, or was the last."""

    season: int
    number: int
    name: str = ""
    aired: date | None = None


class SeasonNote(Fact, frozen=True):
    """A season as its show tells of it."""

    number: int
    name: str = ""
    overview: str = ""
    episode_count: int = 0
    aired: date | None = None
    poster_path: str | None = None


class Details(Fact, frozen=True):
    """All there is to say about a title, in one language and for one region."""

    summary: Summary
    names: dict[str, str] = {}
    """What it is called in each of the languages that MediaNest speaks."""
    tagline: str = ""
    runtime: int | None = None
    """Minutes; of a show, those of an episode."""
    status: str = ""
    homepage: str = ""
    imdb_id: str | None = None
    tvdb_id: int | None = None
    genres: list[Named] = []
    certifications: dict[str, str] = {}
    cast: list[Part] = []
    crew: list[Part] = []
    trailers: list[Trailer] = []
    collection: Named | None = None
    offers: list[Offer] = []
    offers_link: str | None = None
    similar: list[int] = []
    recommended: list[int] = []
    studios: list[str] = []
    networks: list[str] = []
    created_by: list[str] = []
    seasons: list[SeasonNote] = []
    next_episode: EpisodeNote | None = None
    last_episode: EpisodeNote | None = None


class Episode(Fact, frozen=True):
    """An episode of a season."""

    number: int
    name: str = ""
    overview: str = ""
    aired: date | None = None
    runtime: int | None = None
    """Minutes."""
    still_path: str | None = None


class SeasonDetails(Fact, frozen=True):
    """A season with its episodes."""

    number: int
    name: str = ""
    overview: str = ""
    aired: date | None = None
    poster_path: str | None = None
    episodes: list[Episode] = []


class Credit(Fact, frozen=True):
    """A title that somebody took part in."""

    key: TitleKey
    role: str = ""


class PersonDetails(Fact, frozen=True):
    """Somebody, and what they took part in, the best known first."""

    id: int
    name: str
    biography: str = ""
    birthday: date | None = None
    deathday: date | None = None
    place_of_birth: str = ""
    photo_path: str | None = None
    credits: list[Credit] = []


class CollectionDetails(Fact, frozen=True):
    """Films that belong together, in the order they came out."""

    id: int
    name: str
    overview: str = ""
    poster_path: str | None = None
    backdrop_path: str | None = None
    parts: list[int] = []


class Hit(Fact, frozen=True):
    """Something that was found; a title's facts stand in its own row."""

    kind: Literal["movie", "tv", "person", "collection"]
    id: int
    name: str = ""
    image_path: str | None = None
    overview: str = ""
    known_for: list[str] = []


class Hits(Fact, frozen=True):
    """One page of what was found."""

    hits: list[Hit] = []
    page: int = 1
    pages: int = 1
    total: int = 0
