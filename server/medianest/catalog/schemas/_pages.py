"""Everything about one film, show, season, person or collection."""

from datetime import date, datetime

from medianest.catalog.facts import OfferKind
from medianest.catalog.images import Image
from medianest.catalog.schemas._cards import TitleCard
from medianest.catalog.standing import Availability, RequestMark, RequestState
from medianest.kit.wire import Wire


class GenreRef(Wire, frozen=True):
    """A genre of a title."""

    id: int
    name: str


class Credit(Wire, frozen=True):
    """Somebody who took part, and as what."""

    tmdb_id: int
    name: str
    role: str
    photo: Image | None


class Trailer(Wire, frozen=True):
    """A trailer at one of the video sites."""

    key: str
    site: str
    name: str
    language: str
    official: bool


class CollectionRef(Wire, frozen=True):
    """The collection that a film belongs to."""

    tmdb_id: int
    name: str
    poster: Image | None


class Provider(Wire, frozen=True):
    """Where a title can be watched."""

    name: str
    logo: Image | None
    kind: OfferKind


class ExternalIds(Wire, frozen=True):
    """What others call a title."""

    imdb: str | None
    tvdb: int | None


class EpisodeRef(Wire, frozen=True):
    """An episode of a show."""

    season: int
    number: int
    name: str
    air_date: date | None


class SeasonShown(Wire, frozen=True):
    """A season on its show's page."""

    number: int
    name: str
    episode_count: int
    air_date: date | None
    poster: Image | None
    overview: str
    availability: Availability
    requested: RequestState | None
    requested4k: RequestState | None


class TitlePage(Wire, frozen=True):
    """What the pages of films and shows have in common."""

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
    original_title: str
    tagline: str
    runtime: int | None
    """Seconds; of a show, those of an episode."""
    status: str
    genres: list[GenreRef]
    certification: str | None
    certifications: dict[str, str]
    cast: list[Credit]
    crew: list[Credit]
    trailers: list[Trailer]
    collection: CollectionRef | None
    providers: list[Provider]
    providers_link: str | None
    external_ids: ExternalIds
    similar: list[TitleCard]
    recommended: list[TitleCard]
    homepage: str
    studios: list[str]
    as_of: datetime
    stale: bool


class FilmPage(TitlePage, frozen=True, tag_field="mediaType", tag="movie"):
    """All about a film."""


class ShowPage(TitlePage, frozen=True, tag_field="mediaType", tag="tv"):
    """All about a show."""

    seasons: list[SeasonShown]
    next_episode: EpisodeRef | None
    last_episode: EpisodeRef | None
    networks: list[str]
    created_by: list[str]


class EpisodeShown(Wire, frozen=True):
    """An episode on its season's page; `runtime` in seconds."""

    number: int
    name: str
    overview: str
    air_date: date | None
    runtime: int | None
    still: Image | None
    available: bool
    available4k: bool
    requested: bool


class SeasonPage(Wire, frozen=True):
    """A season with its episodes."""

    number: int
    name: str
    overview: str
    poster: Image | None
    episodes: list[EpisodeShown]
    as_of: datetime
    stale: bool


class PersonShown(Wire, frozen=True):
    """Somebody, and what they took part in."""

    tmdb_id: int
    name: str
    biography: str
    birthday: date | None
    deathday: date | None
    place_of_birth: str
    photo: Image | None
    credits: list[TitleCard]
    as_of: datetime
    stale: bool


class CollectionShown(Wire, frozen=True):
    """Films that belong together."""

    tmdb_id: int
    name: str
    overview: str
    poster: Image | None
    backdrop: Image | None
    parts: list[TitleCard]
    as_of: datetime
    stale: bool
