"""TMDB's answers as they come: any field may be missing, or null."""

from typing import Annotated

import msgspec
from msgspec import Meta

# What the database holds: anything else would be refused there, in the middle of a list.
Number = Annotated[int, Meta(ge=-(2**31), lt=2**31)]
Amount = Annotated[float, Meta(ge=-(2**31), lt=2**31)]
Path = Annotated[str, Meta(pattern=r"^[^\x00]*$")]


class Answer(msgspec.Struct, frozen=True):
    """Something that TMDB sent."""


class Named(Answer, frozen=True):
    """Whatever has a number and a name."""

    id: Number
    name: str | None = None
    poster_path: Path | None = None


class Entry(Answer, frozen=True):
    """One film, show, person or collection in a list of them."""

    id: Number
    media_type: str | None = None
    title: str | None = None
    name: str | None = None
    original_title: str | None = None
    original_name: str | None = None
    original_language: str | None = None
    overview: str | None = None
    release_date: str | None = None
    first_air_date: str | None = None
    genre_ids: list[Number] | None = None
    popularity: float | None = None
    vote_average: float | None = None
    vote_count: Amount | None = None
    poster_path: Path | None = None
    backdrop_path: Path | None = None
    profile_path: Path | None = None
    adult: bool | None = None
    known_for: "list[Entry] | None" = None
    character: str | None = None
    job: str | None = None


class Results(Answer, frozen=True):
    """A page of entries."""

    results: list[Entry] | None = None
    page: Number | None = None
    total_pages: Number | None = None
    total_results: Number | None = None


class Credit(Answer, frozen=True):
    """Somebody's part in a title."""

    id: Number
    name: str | None = None
    profile_path: Path | None = None
    character: str | None = None
    job: str | None = None
    adult: bool | None = None


class Credits(Answer, frozen=True):
    """Who took part."""

    cast: list[Credit] | None = None
    crew: list[Credit] | None = None


class Video(Answer, frozen=True):
    """A trailer or the like."""

    key: str | None = None
    site: str | None = None
    name: str | None = None
    type: str | None = None
    iso_639_1: str | None = None
    official: bool | None = None


class Videos(Answer, frozen=True):
    """All of a title."""

    results: list[Video] | None = None


class ReleaseDate(Answer, frozen=True):
    """A release, with the rating it got."""

    certification: str | None = None


class Releases(Answer, frozen=True):
    """The releases, or the rating, of one country."""

    iso_3166_1: str | None = None
    rating: str | None = None
    release_dates: list[ReleaseDate] | None = None


class Ratings(Answer, frozen=True):
    """By country."""

    results: list[Releases] | None = None


class Provider(Answer, frozen=True):
    """A place where titles can be watched."""

    provider_name: str | None = None
    logo_path: Path | None = None


class Offers(Answer, frozen=True):
    """Where a title can be watched in one country."""

    link: str | None = None
    flatrate: list[Provider] | None = None
    rent: list[Provider] | None = None
    buy: list[Provider] | None = None
    free: list[Provider] | None = None
    ads: list[Provider] | None = None


class Providers(Answer, frozen=True):
    """By country."""

    results: dict[str, Offers] | None = None


class External(Answer, frozen=True):
    """What others call a title."""

    imdb_id: str | None = None
    tvdb_id: Number | None = None


class Episode(Answer, frozen=True):
    """An episode."""

    episode_number: Number
    season_number: Number | None = None
    name: str | None = None
    overview: str | None = None
    air_date: str | None = None
    runtime: Amount | None = None
    still_path: Path | None = None


class Season(Answer, frozen=True):
    """A season; its episodes only where it was asked for itself."""

    season_number: Number
    name: str | None = None
    overview: str | None = None
    air_date: str | None = None
    poster_path: Path | None = None
    episode_count: Number | None = None
    episodes: list[Episode] | None = None


class Wording(Answer, frozen=True):
    """What a title is called; empty where that is its original name."""

    title: str | None = None
    name: str | None = None


class Translation(Answer, frozen=True):
    """A title in one language of one country."""

    iso_639_1: str | None = None
    data: Wording | None = None


class Translations(Answer, frozen=True):
    """A title in the languages that somebody has translated it into."""

    translations: list[Translation] | None = None


class Title(Answer, frozen=True):
    """A film or a show with all that was asked for along with it."""

    id: Number
    title: str | None = None
    name: str | None = None
    original_title: str | None = None
    original_name: str | None = None
    original_language: str | None = None
    tagline: str | None = None
    overview: str | None = None
    status: str | None = None
    homepage: str | None = None
    release_date: str | None = None
    first_air_date: str | None = None
    runtime: Amount | None = None
    episode_run_time: list[Amount] | None = None
    genres: list[Named] | None = None
    popularity: float | None = None
    vote_average: float | None = None
    vote_count: Amount | None = None
    poster_path: Path | None = None
    backdrop_path: Path | None = None
    adult: bool | None = None
    imdb_id: str | None = None
    production_companies: list[Named] | None = None
    networks: list[Named] | None = None
    created_by: list[Named] | None = None
    belongs_to_collection: Named | None = None
    seasons: list[Season] | None = None
    next_episode_to_air: Episode | None = None
    last_episode_to_air: Episode | None = None
    external_ids: External | None = None
    credits: Credits | None = None
    videos: Videos | None = None
    release_dates: Ratings | None = None
    content_ratings: Ratings | None = None
    translations: Translations | None = None
    similar: Results | None = None
    recommendations: Results | None = None
    providers: Providers | None = msgspec.field(default=None, name="watch/providers")


class Work(Answer, frozen=True):
    """What a person took part in."""

    cast: list[Entry] | None = None
    crew: list[Entry] | None = None


class Person(Answer, frozen=True):
    """Somebody, with what they took part in."""

    id: Number
    name: str | None = None
    biography: str | None = None
    birthday: str | None = None
    deathday: str | None = None
    place_of_birth: str | None = None
    profile_path: Path | None = None
    adult: bool | None = None
    combined_credits: Work | None = None


class Collection(Answer, frozen=True):
    """Films that belong together."""

    id: Number
    name: str | None = None
    overview: str | None = None
    poster_path: Path | None = None
    backdrop_path: Path | None = None
    parts: list[Entry] | None = None


class Genres(Answer, frozen=True):
    """The genres of films or of shows."""

    genres: list[Named] | None = None


class Found(Answer, frozen=True):
    """What has a given number elsewhere."""

    movie_results: list[Entry] | None = None
    tv_results: list[Entry] | None = None


class Change(Answer, frozen=True):
    """Something that was edited."""

    id: Number


class Changes(Answer, frozen=True):
    """A page of what was edited lately."""

    results: list[Change] | None = None
    total_pages: Number | None = None
