"""An invented world of films, shows and people, the same for every stand-in and for every seed.

A title is made when somebody asks for it, from the seed and its id alone. Odd ones are many:
no year, no poster, names in CJK or of 400 characters, names that several titles share.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from random import Random
from typing import Any, TypeVar

from tests.standins.world_titles import (
    COLLECTION_EVERY,
    COLLECTION_SIZE,
    FIRST_COLLECTION,
    FIRST_PERSON,
    FIRST_TITLE,
    PEOPLE,
    AnyTitle,
    Film,
    Maker,
    Person,
    Show,
)
from tests.standins.world_words import seeded

__all__ = ["AnyTitle", "Film", "Person", "Show", "World"]

_Ranked = TypeVar("_Ranked", Film, Show)
_Made = TypeVar("_Made", Film, Show, Person)


def _today() -> date:
    return datetime.now(UTC).date()


@dataclass(eq=False)
class World:
    """`films` from number 1001 up, and `shows` from 1001 up as well: TMDB's numbers overlap."""

    seed: int = 1
    films: int = 2000
    shows: int = 300
    today: date = field(default_factory=_today)
    _made: dict[tuple[str, int], Any] = field(default_factory=dict)

    @property
    def _maker(self) -> Maker:
        return Maker(self.seed, self.today)

    def film(self, tmdb_id: int) -> Film | None:
        return self._remembered("film", tmdb_id, _from(FIRST_TITLE, self.films), self._maker.film)

    def show(self, tmdb_id: int) -> Show | None:
        return self._remembered("show", tmdb_id, _from(FIRST_TITLE, self.shows), self._maker.show)

    def person(self, tmdb_id: int) -> Person | None:
        return self._remembered("person", tmdb_id, _from(FIRST_PERSON, PEOPLE), self._maker.person)

    def title(self, media_type: str, tmdb_id: int) -> AnyTitle | None:
        return self.film(tmdb_id) if media_type == "movie" else self.show(tmdb_id)

    @cached_property
    def every_film(self) -> list[Film]:
        """All of them, the most popular first."""
        return _ranked(self.film(FIRST_TITLE + n) for n in range(self.films))

    @cached_property
    def every_show(self) -> list[Show]:
        return _ranked(self.show(FIRST_TITLE + n) for n in range(self.shows))

    def parts(self, collection: int) -> list[Film]:
        """The films of a collection; none if there is no such one."""
        first = FIRST_TITLE + (collection - FIRST_COLLECTION) * COLLECTION_EVERY
        found = [self.film(first + n) for n in range(COLLECTION_SIZE)]
        return [film for film in found if film is not None]

    @property
    def collections(self) -> range:
        return range(FIRST_COLLECTION, FIRST_COLLECTION + -(-self.films // COLLECTION_EVERY))

    def people(self) -> Iterator[Person]:
        for number in range(FIRST_PERSON, FIRST_PERSON + PEOPLE):
            person = self.person(number)
            if person is not None:
                yield person

    @cached_property
    def work(self) -> dict[int, list[AnyTitle]]:
        """What each person appears in, the most popular first."""
        found: dict[int, list[AnyTitle]] = {}
        every: list[AnyTitle] = [*self.every_film, *self.every_show]
        for title in every:
            for person in title.cast:
                found.setdefault(person, []).append(title)
        return found

    def edit(self, media_type: str, tmdb_id: int, **changes: Any) -> None:
        """Change a title from now on, such as `release_date=None` or `titles={"en": "New"}`."""
        title = self.title(media_type, tmdb_id)
        assert title is not None
        self._put(media_type, tmdb_id, replace(title, **changes))

    def delete(self, media_type: str, tmdb_id: int) -> None:
        """Let a title be gone from now on."""
        self._put(media_type, tmdb_id, None)

    @property
    def long_show(self) -> Show:
        """The one of 60 seasons."""
        return _sure(self.show(FIRST_TITLE + 1))

    @property
    def running_show(self) -> Show:
        """One with specials whose last season still goes on."""
        return _sure(self.show(FIRST_TITLE + 11))

    def _put(self, media_type: str, tmdb_id: int, made: AnyTitle | None) -> None:
        self._made["film" if media_type == "movie" else "show", tmdb_id] = made
        for name in ("every_film", "every_show", "work"):
            self.__dict__.pop(name, None)

    def _remembered(
        self, kind: str, number: int, numbers: range, make: Callable[[int, Random], _Made]
    ) -> _Made | None:
        if number not in numbers:
            return None
        if (kind, number) not in self._made:
            self._made[kind, number] = make(number, seeded(self.seed, kind, number))
        found: _Made | None = self._made[kind, number]
        return found


def _from(first: int, many: int) -> range:
    return range(first, first + many)


def _ranked(titles: Iterator[_Ranked | None]) -> list[_Ranked]:
    known = [title for title in titles if title is not None]
    return sorted(known, key=lambda title: (-title.popularity, title.tmdb_id))


def _sure(show: Show | None) -> Show:
    assert show is not None, "this world has too few shows"
    return show
