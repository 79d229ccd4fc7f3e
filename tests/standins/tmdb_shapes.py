"""The invented world in TMDB's words: the short form of everything, and its details."""

from dataclasses import dataclass
from datetime import date
from zlib import crc32

from tests.standins.calls import Json
from tests.standins.world import AnyTitle, Film, Person, Show, World
from tests.standins.world_shows import Episode, Season
from tests.standins.world_words import MOVIE_GENRES, TV_GENRES

PROVIDERS = ((8, "Netflix"), (9, "Amazon Prime Video"), (337, "Disney Plus"), (350, "Apple TV"))


def text(day: date | None) -> str:
    """A day as TMDB writes it, which is the empty string where there is none."""
    return day.isoformat() if day else ""


def number_from(*parts: object) -> int:
    """Some number that is always the same for the same parts."""
    return crc32(":".join(map(str, parts)).encode())


@dataclass(frozen=True)
class Shapes:
    """In the words of one language, such as `de-DE`."""

    world: World
    language: str = "en-US"

    @property
    def spoken(self) -> str:
        return self.language.partition("-")[0] or "en"

    def name(self, title: AnyTitle) -> str:
        if self.spoken == title.language:
            return title.original_title
        return title.titles.get(self.spoken, title.title)

    def overview(self, title: AnyTitle) -> str:
        """Empty where nobody has translated it."""
        if self.spoken == "en":
            return title.overview
        return f"({self.spoken}) {title.overview}" if self.spoken in title.titles else ""

    def short(self, title: AnyTitle, *, tagged: bool = False) -> Json:
        """A title in a list; `tagged` with its media type, where a list mixes them."""
        shown: Json = {
            "adult": title.adult,
            "backdrop_path": title.backdrop_path,
            "genre_ids": list(title.genres),
            "id": title.tmdb_id,
            "original_language": title.language,
            "overview": self.overview(title),
            "popularity": title.popularity,
            "poster_path": title.poster_path,
            "vote_average": title.vote_average,
            "vote_count": title.vote_count,
        }
        if tagged:
            shown["media_type"] = title.media_type
        day = text(title.release_date)
        if isinstance(title, Film):
            own = {"title": self.name(title), "release_date": day, "video": False}
            return shown | own | {"original_title": title.original_title}
        own = {"name": self.name(title), "first_air_date": day, "origin_country": ["US"]}
        return shown | own | {"original_name": title.original_title}

    def person(self, person: Person, *, tagged: bool = False) -> Json:
        """A person in a list, with the three best known titles."""
        known = self.world.work.get(person.tmdb_id, [])[:3]
        shown: Json = {
            "adult": False,
            "gender": 1 + person.tmdb_id % 2,
            "id": person.tmdb_id,
            "known_for": [self.short(title, tagged=True) for title in known],
            "known_for_department": "Acting",
            "name": person.name,
            "original_name": person.name,
            "popularity": float(person.tmdb_id % 50),
            "profile_path": person.photo_path,
        }
        return shown | {"media_type": "person"} if tagged else shown

    def collection(self, number: int) -> Json:
        """A collection in a list."""
        first = self.world.parts(number)[0]
        name = f"{self.name(first)[:80]} Collection"
        return {
            "adult": False,
            "backdrop_path": f"/bcollection{number}.jpg",
            "id": number,
            "name": name,
            "original_language": "en",
            "original_name": name,
            "overview": f"Everything after {self.name(first)[:80]}.",
            "poster_path": f"/pcollection{number}.jpg",
        }

    def genres(self, media_type: str) -> list[Json]:
        table = MOVIE_GENRES if media_type == "movie" else TV_GENRES
        german = self.spoken == "de"
        return [{"id": number, "name": names[german]} for number, names in table.items()]

    def film(self, film: Film) -> Json:
        """The details, without what has to be asked for."""
        named = film.collection is not None and len(self.world.parts(film.collection)) > 1
        within = self.collection(film.collection or 0) if named else None
        fields = ("id", "name", "poster_path", "backdrop_path")
        return self._details(film) | {
            "belongs_to_collection": within and {name: within[name] for name in fields},
            "budget": 0,
            "imdb_id": film.imdb_id,
            "revenue": 0,
            "runtime": film.runtime,
            "status": self._film_status(film),
        }

    def show(self, show: Show) -> Json:
        """The same of a show, with its seasons but not their episodes."""
        today, numbered = self.world.today, [s for s in show.seasons if s.number]
        dated = [(s, e) for s in numbered for e in s.episodes if e.air_date is not None]
        past = [both for both in dated if text(both[1].air_date) <= text(today)]
        coming = [both for both in dated if text(both[1].air_date) > text(today)]
        return self._details(show) | {
            "created_by": [{"id": show.cast[0], "name": self._person_name(show.cast[0])}],
            "episode_run_time": [show.runtime],
            "in_production": show.status != "Ended",
            "languages": [show.language],
            "last_air_date": text(past[-1][1].air_date) if past else None,
            "last_episode_to_air": self.episode(show, *past[-1]) if past else None,
            "networks": [{"id": 1, "name": "Channel One", "logo_path": "/lnetwork1.png"}],
            "next_episode_to_air": self.episode(show, *coming[0]) if coming else None,
            "number_of_episodes": sum(len(s.episodes) for s in numbered),
            "number_of_seasons": len(numbered),
            "seasons": [self.season(show, season) for season in show.seasons],
            "status": show.status,
            "type": "Scripted",
        }

    def season(self, show: Show, season: Season) -> Json:
        """A season as a show lists it."""
        return {
            "air_date": text(season.air_date) or None,
            "episode_count": len(season.episodes),
            "id": number_from("season", show.tmdb_id, season.number),
            "name": season.name,
            "overview": "",
            "poster_path": season.poster_path,
            "season_number": season.number,
            "vote_average": show.vote_average,
        }

    def whole_season(self, show: Show, season: Season) -> Json:
        """The season's own page, with every episode."""
        episodes = [self.episode(show, season, one) for one in season.episodes]
        shown = self.season(show, season) | {"_id": f"{number_from(show.tmdb_id):024x}"}
        del shown["episode_count"]
        return shown | {"episodes": episodes}

    def episode(self, show: Show, season: Season, episode: Episode) -> Json:
        return {
            "air_date": text(episode.air_date) or None,
            "crew": [],
            "episode_number": episode.number,
            "episode_type": "finale" if episode is season.episodes[-1] else "standard",
            "guest_stars": [],
            "id": number_from("episode", show.tmdb_id, season.number, episode.number),
            "name": episode.name,
            "overview": f"What happens in {episode.name}.",
            "production_code": "",
            "runtime": show.runtime,
            "season_number": season.number,
            "show_id": show.tmdb_id,
            "still_path": f"/s{show.tmdb_id}x{season.number}x{episode.number}.jpg",
            "vote_average": show.vote_average,
            "vote_count": 3,
        }

    def _details(self, title: AnyTitle) -> Json:
        shown = self.short(title)
        known = {genre["id"]: genre for genre in self.genres(title.media_type)}
        del shown["genre_ids"]
        return shown | {
            "genres": [known[number] for number in title.genres],
            "homepage": f"https://films.example/{title.tmdb_id}" if title.tmdb_id % 2 else "",
            "origin_country": ["US"],
            "production_companies": [
                {"id": 5, "name": "Nest Pictures", "logo_path": None, "origin_country": "US"}
            ],
            "production_countries": [{"iso_3166_1": "US", "name": "United States of America"}],
            "spoken_languages": [
                {"iso_639_1": title.language, "name": title.language, "english_name": ""}
            ],
            "tagline": "Nothing stays hidden." if title.tmdb_id % 3 else "",
        }

    def _film_status(self, film: Film) -> str:
        if film.release_date is None:
            return "In Production"
        return "Released" if film.release_date <= self.world.today else "Post Production"

    def _person_name(self, number: int) -> str:
        person = self.world.person(number)
        return person.name if person else ""
