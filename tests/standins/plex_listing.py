"""A library's list: which items, in which order, which stretch of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.standins.plex_shelves import TYPES, Shelves
from tests.standins.plex_things import Entry, MadeUp, Section, made_up_count, made_up_entry

Test = Callable[[Entry], bool]
KINDS = {number: kind for kind, number in TYPES.items()}
_FIELDS: dict[str, Callable[[Entry], float]] = {
    "addedAt": lambda entry: int(entry.added),
    "updatedAt": lambda entry: int(entry.updated),
    "lastViewedAt": lambda entry: int(entry.viewed),
    "year": lambda entry: entry.year or 0,
}
# Plex writes `>=` as `>` before the `=` of the query, and `>` as `>>`.
_TESTS: dict[str, Callable[[float, float], bool]] = {
    ">>": lambda mine, bound: mine > bound,
    "<<": lambda mine, bound: mine < bound,
    ">": lambda mine, bound: mine >= bound,
    "<": lambda mine, bound: mine <= bound,
}
_FILTERS: dict[str, Callable[[str, Entry], bool]] = {
    "title": lambda text, entry: text.casefold() in entry.title.casefold(),
    "hdr": lambda text, entry: any(film.hdr for film in entry.films) is (text == "1"),
    "resolution": lambda text, entry: any(film.resolution == text for film in entry.films),
}
# What is made up was never watched, nor is it younger than the library, unless it was changed.
_CHANGES = {"updatedAt", "addedAt", "lastViewedAt"}
_SORTS: dict[str, Callable[[Entry], Any]] = {
    **_FIELDS,
    "id": lambda entry: entry.key,
    "addedAt": lambda entry: (entry.added, entry.key),
    "updatedAt": lambda entry: (entry.updated, entry.key),
}


class BadFilterError(ValueError):
    """A comparison that this stand-in does not know."""


@dataclass(frozen=True)
class Listing:
    """Everything that a request fits; only the stretch that is shown is made."""

    section: Section
    kind: str
    numbers: Sequence[int]
    stored: Sequence[Entry]

    @property
    def fitting(self) -> int:
        return len(self.numbers) + len(self.stored)

    def stretch(self, start: int, size: int) -> tuple[list[Entry], int]:
        """The items from `start` on, and how many are said to be there in all."""
        missing, total = self.section.missing, self.fitting
        there = total if not missing else 0 if missing == "empty" else total // 2
        stop = min(start + size, there)
        shown = [self._at(place) for place in range(start, stop)]
        return shown, total if missing == "short" else there

    def _at(self, place: int) -> Entry:
        if place < len(self.numbers):
            return made_up_entry(self.section, self.kind, self.numbers[place])
        return self.stored[place - len(self.numbers)]


def listing(shelves: Shelves, section: Section, query: dict[str, str]) -> Listing:
    """What `GET /library/sections/{key}/all` with `query` is about. Raises BadFilterError."""
    kind = KINDS.get(int(query.get("type", "0")), section.type)
    fits = list(_conditions(query))
    stored = [e for e in shelves.of(section.key, kind) if all(test(e) for test in fits)]
    column, _, way = query.get("sort", "titleSort").partition(":")
    order = _SORTS.get(column, lambda entry: entry.title)
    stored.sort(key=order, reverse=way == "desc")
    return Listing(section, kind, _made_up(section, kind, query, fits), stored)


def _conditions(query: dict[str, str]) -> Iterator[Test]:
    for name, text in query.items():
        if name in _FILTERS:
            yield partial(_FILTERS[name], text)
        elif name[-1:] in {"<", ">", "="}:
            yield _comparison(name, float(text))


def _comparison(name: str, bound: float) -> Test:
    for sign, test in _TESTS.items():
        field = _FIELDS.get(name.removesuffix(sign))
        if name.endswith(sign) and field is not None:
            return partial(_compares, field, test, bound)
    raise BadFilterError(name)


def _compares(
    field: Callable[[Entry], float],
    test: Callable[[float, float], bool],
    bound: float,
    entry: Entry,
) -> bool:
    return test(field(entry), bound)


def _made_up(section: Section, kind: str, query: dict[str, str], fits: list[Test]) -> Sequence[int]:
    made_up = section.made_up
    if made_up is None:
        return ()
    asked = {(n, t) for n, t in query.items() if not n.startswith("X-Plex")}
    same = frozenset(asked), sum(made_up.changed.values()), len(made_up.gone), made_up.count
    if same not in made_up.lists:
        made_up.lists = {same: _select(section, made_up, kind, query, fits)}
    return made_up.lists[same]


def _select(
    section: Section,
    made_up: MadeUp,
    kind: str,
    query: dict[str, str],
    fits: list[Test],
) -> Sequence[int]:
    every = range(made_up_count(section, kind))
    if not every:
        return every
    first = made_up_entry(section, kind, 0).key
    numbers: Sequence[int] = every
    if made_up.gone:
        numbers = [number for number in every if first + number not in made_up.gone]
    column, _, way = query.get("sort", "").partition(":")
    if column == "updatedAt" and made_up.changed:
        numbers = sorted(numbers, key=lambda n: made_up.changed.get(first + n, made_up.added))
    if way == "desc":
        numbers = numbers[::-1]
    bound = max((float(t) for n, t in query.items() if n.rstrip(">") in _CHANGES), default=0)
    if bound > made_up.added:
        numbers = [number for number in numbers if first + number in made_up.changed]
    if fits:
        made = ((number, made_up_entry(section, kind, number)) for number in numbers)
        numbers = [number for number, entry in made if all(test(entry) for test in fits)]
    return numbers
