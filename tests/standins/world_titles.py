"""What the invented world is made of, and how a title, odd as it may be, is made."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Literal

from tests.standins.world_shows import Season, seasons
from tests.standins.world_words import (
    CJK,
    FIRST,
    LAST,
    MOVIE_GENRES,
    MOVIE_RATINGS,
    TV_GENRES,
    TV_RATINGS,
    cjk,
    endless,
    names,
    ratings,
    seeded,
)

FIRST_TITLE = 1001
FIRST_PERSON = 501
FIRST_COLLECTION = 301
PEOPLE = 600
COLLECTION_EVERY = 25
COLLECTION_SIZE = 3
SEASONS_OF_THE_LONG_ONE = 60


@dataclass(frozen=True)
class Film:
    """A film; the same number may also be a show's."""

    tmdb_id: int
    titles: dict[str, str]
    original_title: str
    language: str
    release_date: date | None
    genres: tuple[int, ...]
    certifications: dict[str, str]
    runtime: int
    """In minutes, as TMDB says it."""
    popularity: float
    vote_average: float
    vote_count: int
    poster_path: str | None
    backdrop_path: str | None
    cast: tuple[int, ...]
    adult: bool = False
    collection: int | None = None

    media_type: Literal["movie"] = "movie"

    @property
    def title(self) -> str:
        return self.titles["en"]

    @property
    def year(self) -> int | None:
        return self.release_date.year if self.release_date else None

    @property
    def imdb_id(self) -> str:
        return f"tt{2_000_000 + self.tmdb_id:07d}"

    @property
    def tvdb_id(self) -> None:
        """Films have none."""

    @property
    def overview(self) -> str:
        return f"The story of {self.title[:60]}, told by those who were there."


@dataclass(frozen=True)
class Show:
    """A show with its seasons, specials among them; `runtime` is an episode's."""

    tmdb_id: int
    titles: dict[str, str]
    original_title: str
    language: str
    release_date: date | None
    genres: tuple[int, ...]
    certifications: dict[str, str]
    runtime: int
    popularity: float
    vote_average: float
    vote_count: int
    poster_path: str | None
    backdrop_path: str | None
    cast: tuple[int, ...]
    seasons: tuple[Season, ...]
    status: str
    adult: bool = False

    media_type: Literal["tv"] = "tv"

    @property
    def title(self) -> str:
        return self.titles["en"]

    @property
    def year(self) -> int | None:
        return self.release_date.year if self.release_date else None

    @property
    def imdb_id(self) -> str:
        return f"tt{7_000_000 + self.tmdb_id:07d}"

    @property
    def tvdb_id(self) -> int:
        return 370_000 + self.tmdb_id

    @property
    def overview(self) -> str:
        return f"Episode by episode, the story of {self.title[:60]}."

    def season(self, number: int) -> Season | None:
        return next((one for one in self.seasons if one.number == number), None)


AnyTitle = Film | Show


@dataclass(frozen=True)
class Person:
    tmdb_id: int
    name: str
    photo_path: str | None
    birthday: date
    place: str


@dataclass(frozen=True)
class Maker:
    """Makes each thing of one world from the chance that belongs to its number."""

    seed: int
    today: date

    def film(self, number: int, random: Random) -> Film:
        part_of, place = divmod(number - FIRST_TITLE, COLLECTION_EVERY)
        return Film(
            **self._common("movie", number, random),
            release_date=self._released(number, random),
            genres=tuple(random.sample(sorted(MOVIE_GENRES), random.randint(1, 3))),
            certifications=ratings(random, MOVIE_RATINGS) if number % 7 != 3 else {},
            runtime=random.randint(60, 200),
            adult=number % 97 == 5,
            collection=FIRST_COLLECTION + part_of if place < COLLECTION_SIZE else None,
        )

    def show(self, number: int, random: Random) -> Show:
        many = SEASONS_OF_THE_LONG_ONE if number == FIRST_TITLE + 1 else random.randint(1, 8)
        goes_on = number % 3 == 1
        made = seasons(random, number, many, self.today, goes_on=goes_on)
        main = next(season for season in made if season.number == 1)
        return Show(
            **self._common("tv", number, random),
            release_date=main.air_date,
            genres=tuple(random.sample(sorted(TV_GENRES), random.randint(1, 3))),
            certifications=ratings(random, TV_RATINGS) if number % 7 != 3 else {},
            runtime=random.choice((22, 30, 45, 60)),
            seasons=made,
            status="Returning Series" if goes_on else "Ended",
        )

    def _common(self, kind: str, number: int, random: Random) -> dict[str, Any]:
        titles = self._titles(kind, number)
        language = random.choice(sorted(CJK)) if number % 11 == 0 else "en"
        original = titles["en"] if language == "en" else cjk(random, language)
        if number % 22 == 0:  # never translated
            titles = {"en": original}
        return {
            "tmdb_id": number,
            "titles": titles,
            "original_title": original,
            "language": language,
            "popularity": round(random.expovariate(0.02), 3),
            "vote_average": round(random.uniform(2, 9.5), 1),
            "vote_count": int(random.expovariate(0.001)),
            "poster_path": f"/p{kind}{number}.jpg" if number % 13 else None,
            "backdrop_path": f"/b{kind}{number}.jpg" if number % 17 else None,
            "cast": tuple(FIRST_PERSON + n for n in random.sample(range(PEOPLE), 8)),
        }

    def _titles(self, kind: str, number: int) -> dict[str, str]:
        source = number - 1 if number % 29 == 1 else number  # shared with the one before
        made = names(seeded(self.seed, kind, source, "name"))
        if number % 211 == 0:
            return {"en": endless(made["en"])}
        return made

    def _released(self, number: int, random: Random) -> date | None:
        if number % 37 == 0:
            return None
        if number % 15 == 2:
            return self.today + timedelta(days=random.randint(1, 200))
        if number % 15 == 4:
            return self.today - timedelta(days=random.randint(0, 40))
        return date(random.randint(1930, self.today.year - 1), 1, 1) + timedelta(
            days=random.randrange(365)
        )

    def person(self, number: int, random: Random) -> Person:
        name = f"{random.choice(FIRST)} {random.choice(LAST)}"
        photo = f"/f{number}.jpg" if number % 5 else None
        born = date(random.randint(1920, 2005), random.randint(1, 12), random.randint(1, 28))
        return Person(number, name, photo, born, random.choice(("Oslo", "Köln", "東京")))
