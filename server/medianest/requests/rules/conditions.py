"""What a rule asks of a request, and whether a request is like that."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from medianest.kit.media import MediaType
from medianest.kit.sizes import GIGABYTE
from medianest.kit.wire import Input

Field = Literal[
    "permission",
    "role",
    "person",
    "mediaType",
    "genre",
    "is4k",
    "language",
    "gigabytes",
    "seasons",
    "year",
    "vote",
    "certification",
]
Comparison = Literal["one_of", "none_of", "at_most", "at_least"]
Words = Annotated[list[Annotated[str, Meta(max_length=100)]], Meta(min_length=1, max_length=100)]
_DEEPEST = 5
_MOST_TESTS = 100


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """A request as far as it is known; `certification` is an age in years."""

    person: UUID
    role: str
    permissions: frozenset[str]
    media_type: MediaType
    is4k: bool
    seasons: int
    estimated_bytes: int
    genres: tuple[int, ...] = ()
    language: str | None = None
    year: int | None = None
    vote: float | None = None
    certification: int | None = None


_WORDS: Final[Mapping[str, Callable[[Facts], frozenset[str]]]] = MappingProxyType(
    {
        "permission": lambda facts: facts.permissions,
        "role": lambda facts: frozenset({facts.role}),
        "person": lambda facts: frozenset({str(facts.person)}),
        "mediaType": lambda facts: frozenset({facts.media_type}),
        "genre": lambda facts: frozenset(str(genre) for genre in facts.genres),
        "is4k": lambda facts: frozenset({"true" if facts.is4k else "false"}),
        "language": lambda facts: frozenset({facts.language} if facts.language else ()),
    }
)
_NUMBERS: Final[Mapping[str, Callable[[Facts], float | None]]] = MappingProxyType(
    {
        "gigabytes": lambda facts: facts.estimated_bytes / GIGABYTE,
        "seasons": lambda facts: facts.seasons,
        "year": lambda facts: facts.year,
        "vote": lambda facts: facts.vote,
        "certification": lambda facts: facts.certification,
    }
)


class Condition(Input, frozen=True, omit_defaults=True):
    """One test (`field`, `is`, `value`), or several of which `all` or `any` must hold."""

    all: Annotated[list["Condition"], Meta(min_length=1, max_length=20)] | None = None
    any: Annotated[list["Condition"], Meta(min_length=1, max_length=20)] | None = None
    field: Field | None = None
    comparison: Comparison | None = msgspec.field(default=None, name="is")
    value: Words | float | None = None

    def __post_init__(self) -> None:
        forms = [self.all is not None, self.any is not None, self.field is not None]
        if forms.count(True) != 1:
            raise ValueError("A condition is one test, or `all`, or `any`.")
        if self.field is not None:
            _check_test(self.field, self.comparison, self.value)
        if _depth(self) > _DEEPEST or _tests(self) > _MOST_TESTS:
            raise ValueError(f"At most {_MOST_TESTS} tests, {_DEEPEST} deep.")

    def holds(self, facts: Facts) -> bool:
        """Whether the request is like that; what is not known of it fails every number's test."""
        if self.all is not None:
            return all(part.holds(facts) for part in self.all)
        if self.any is not None:
            return any(part.holds(facts) for part in self.any)
        field = self.field or ""
        if field in _NUMBERS:
            return self._compare(_NUMBERS[field](facts))
        return self._match(_WORDS[field](facts))

    def _compare(self, known: float | None) -> bool:
        if known is None or not isinstance(self.value, int | float):
            return False
        return known <= self.value if self.comparison == "at_most" else known >= self.value

    def _match(self, known: frozenset[str]) -> bool:
        wanted = self.value if isinstance(self.value, list) else []
        return known.isdisjoint(wanted) == (self.comparison == "none_of")


def _check_test(field: str, comparison: str | None, value: Any) -> None:
    if field in _NUMBERS:
        if comparison not in {"at_most", "at_least"} or not isinstance(value, int | float):
            raise ValueError(f"{field} is compared as `at_most` or `at_least` with a number.")
    elif comparison not in {"one_of", "none_of"} or not isinstance(value, list):
        raise ValueError(f"{field} is compared as `one_of` or `none_of` with a list of words.")


def _parts(condition: Condition) -> list[Condition]:
    return condition.all or condition.any or []


def _depth(condition: Condition) -> int:
    return 1 + max((_depth(part) for part in _parts(condition)), default=0)


def _tests(condition: Condition) -> int:
    return sum(_tests(part) for part in _parts(condition)) or 1
