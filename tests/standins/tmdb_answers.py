"""TMDB's version 3 over an invented world: which document answers which path."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.standins import tmdb_lists as lists
from tests.standins.calls import Asked, Json
from tests.standins.tmdb_extras import external_ids, extra
from tests.standins.tmdb_shapes import PROVIDERS, Shapes, text
from tests.standins.world import AnyTitle, Film, Person, World

MOST_APPENDED = 20
_SIZES = {
    "backdrop_sizes": ["w300", "w780", "w1280", "original"],
    "logo_sizes": ["w45", "w92", "w154", "w185", "w300", "w500", "original"],
    "poster_sizes": ["w92", "w154", "w185", "w342", "w500", "w780", "original"],
    "profile_sizes": ["w45", "w185", "h632", "original"],
    "still_sizes": ["w92", "w185", "w300", "original"],
}


class Refused(Exception):  # noqa: N818 - an answer, not a mistake
    """One of TMDB's own refusals."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


MISSING = Refused(404, 34, "The resource you requested could not be found.")
BAD_PAGE = Refused(
    400, 22, "Invalid page: Pages start at 1 and max at 500. They are expected to be an integer."
)


@dataclass(frozen=True)
class Answers:
    """Answers from the world; `changed` are the (media type, id) that /changes tells."""

    world: World
    image_root: str
    changed: list[tuple[str, int]] = field(default_factory=list)

    def answer(self, asked: Asked) -> Json:
        """The document for a path below /3. Raises Refused."""
        shapes = Shapes(self.world, asked.query.get("language", "en-US"))
        parts = asked.path.removeprefix("/3").strip("/").split("/")
        match parts:
            case ["movie" | "tv" as kind, number, *rest] if number.isdigit():
                return self._title(shapes, kind, int(number), "/".join(rest), asked.query)
            case ["person", number, *rest] if number.isdigit():
                return self._person(shapes, int(number), rest, asked.query)
            case ["collection", number] if number.isdigit():
                return self._collection(shapes, int(number))
            case ["search", kind]:
                return self._search(shapes, kind, asked.query)
            case ["find", external]:
                return self._find(shapes, external, asked.query)
        return self._listed(shapes, parts, asked.query)

    def _listed(self, shapes: Shapes, parts: list[str], query: dict[str, str]) -> Json:
        match parts:
            case ["movie" | "tv" as kind, "changes"]:
                numbers = sorted({number for known, number in self.changed if known == kind})
                return lists.page_of(numbers, _page(query), _changed, 100)
            case ["genre", "movie" | "tv" as kind, "list"]:
                return {"genres": shapes.genres(kind)}
            case ["watch", "providers", "movie" | "tv"]:
                fields = ("provider_id", "provider_name")
                return {"results": [dict(zip(fields, one, strict=True)) for one in PROVIDERS]}
            case ["configuration"]:
                root = f"{self.image_root}/"
                return {"images": {"base_url": root, "secure_base_url": root, **_SIZES}}
        found = self._found(parts, query)
        if found is None:
            raise MISSING
        return self._page(found, query, shapes, mixed=parts[0] == "trending")

    def _found(self, parts: list[str], query: dict[str, str]) -> Sequence[AnyTitle | Person] | None:
        match parts:
            case ["trending", "all", "day" | "week" as window]:
                titles = lists.trending(self.world, "all", window)
                # TMDB lets people stand among the titles of this one.
                return [*titles[:3], next(self.world.people()), *titles[3:]]
            case ["trending", "movie" | "tv" as kind, "day" | "week" as window]:
                return lists.trending(self.world, kind, window)
            case ["discover", "movie" | "tv" as kind]:
                return lists.discover(self.world, kind, query)
            case ["movie" | "tv" as kind, which]:
                return lists.named(self.world, kind, which)
        return None

    def _title(
        self, shapes: Shapes, kind: str, number: int, below: str, query: dict[str, str]
    ) -> Json:
        title = self.world.title(kind, number)
        if title is None:
            raise MISSING
        if below:
            found = extra(shapes, title, below, query)
            if found is None:
                raise MISSING
            return {"id": number} | found
        shown = shapes.film(title) if isinstance(title, Film) else shapes.show(title)
        return shown | _appended(query, lambda name: extra(shapes, title, name, query))

    def _person(self, shapes: Shapes, number: int, rest: list[str], query: dict[str, str]) -> Json:
        person = self.world.person(number)
        if person is None:
            raise MISSING
        if rest == ["combined_credits"]:
            return {"id": number} | self._work(shapes, person)
        if rest:
            raise MISSING
        shown = shapes.person(person) | {
            "also_known_as": [],
            "biography": f"{person.name} was born in {person.place}.",
            "birthday": text(person.birthday),
            "deathday": None,
            "homepage": None,
            "imdb_id": f"nm{number:07d}",
            "place_of_birth": person.place,
        }
        del shown["known_for"]
        below = {"combined_credits": lambda: self._work(shapes, person)}
        return shown | _appended(query, lambda name: below[name]() if name in below else None)

    def _work(self, shapes: Shapes, person: Person) -> Json:
        cast, crew = [], []
        for title in self.world.work.get(person.tmdb_id, []):
            place = title.cast.index(person.tmdb_id)
            shown = shapes.short(title, tagged=True) | {"credit_id": f"{title.tmdb_id}c{place}"}
            cast.append(shown | {"character": f"Role {place}"})
            if place == 0:
                crew.append(shown | {"department": "Directing", "job": "Director"})
        return {"cast": cast, "crew": crew}

    def _collection(self, shapes: Shapes, number: int) -> Json:
        if number not in self.world.collections:
            raise MISSING
        parts = [shapes.short(film, tagged=True) for film in self.world.parts(number)]
        return shapes.collection(number) | {"parts": parts}

    def _search(self, shapes: Shapes, kind: str, query: dict[str, str]) -> Json:
        words = query.get("query", "").casefold().strip()
        people = [one for one in self.world.people() if words and words in one.name.casefold()]
        match kind:
            case "movie" | "tv":
                return self._page(lists.search(self.world, kind, query), query, shapes)
            case "person":
                return lists.page_of(people, _page(query), shapes.person)
            case "multi":
                found = lists.search(self.world, "all", query)
                mixed = [*found[:10], *people, *found[10:]]
                return self._page(mixed, query, shapes, mixed=True)
            case "collection":
                made = [shapes.collection(number) for number in self.world.collections]
                chosen = [one for one in made if words and words in one["name"].casefold()]
                return lists.page_of(chosen, _page(query), lambda one: one)
        raise MISSING

    def _find(self, shapes: Shapes, external: str, query: dict[str, str]) -> Json:
        field_name = query.get("external_source", "")
        every: list[AnyTitle] = [*self.world.every_film, *self.world.every_show]
        found = [one for one in every if str(external_ids(shapes, one).get(field_name)) == external]
        told = [shapes.short(one, tagged=True) for one in found]
        return {
            "movie_results": [one for one in told if one["media_type"] == "movie"],
            "person_results": [],
            "tv_results": [one for one in told if one["media_type"] == "tv"],
            "tv_episode_results": [],
            "tv_season_results": [],
        }

    def _page(
        self,
        found: Sequence[AnyTitle | Person],
        query: dict[str, str],
        shapes: Shapes,
        *,
        mixed: bool = False,
    ) -> Json:
        """One page; only in a `mixed` list an entry says of which kind it is."""

        def shown(one: AnyTitle | Person) -> Json:
            if isinstance(one, Person):
                return shapes.person(one, tagged=mixed)
            return shapes.short(one, tagged=mixed)

        return lists.page_of(found, _page(query), shown)


def _changed(number: int) -> Json:
    return {"id": number, "adult": False}


def _page(query: dict[str, str]) -> int:
    told = query.get("page", "1")
    if not told.isdigit() or not 1 <= int(told) <= lists.MOST_PAGES:
        raise BAD_PAGE
    return int(told)


def _appended(query: dict[str, str], made: Callable[[str], Json | None]) -> Json:
    """Each further answer that was asked for under its own name; unknown ones are passed over."""
    names = [name for name in query.get("append_to_response", "").split(",") if name]
    if len(names) > MOST_APPENDED:
        raise Refused(400, 27, "Too many append to response objects: The maximum number is 20.")
    found = {name: made(name) for name in names}
    return {name: document for name, document in found.items() if document is not None}
