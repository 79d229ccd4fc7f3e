"""A TMDB that tells nonsense is away, whatever it says: nothing of it breaks a page or a list."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx2
import msgspec
import pytest
from tests.catalog.home import Home

from medianest.catalog import questions
from medianest.catalog.errors import NoSuchTitleError
from medianest.catalog.learning import Learning
from medianest.catalog.locale import Locale
from medianest.catalog.questions import Question
from medianest.infra.http import OutsideGarbageError
from medianest.kit import forgiving
from medianest.kit.media import TitleKey

T = TypeVar("T")
HERE = Locale("en-US", "US")
WRONG: list[object] = [2**31, -(2**31) - 1, 2**70, "a\0b", "x" * 5000]
Path = tuple[str | int, ...]


@dataclass
class Liar:
    """Answers as TMDB does, but for one thing."""

    home: Home
    about: Path = ()
    says: object = None
    truth: dict[str, Any] = field(default_factory=dict)

    async def get(
        self, path: str, answer: type[T], params: Mapping[str, str], *, background: bool
    ) -> T:
        assert not background
        if not self.truth:
            given = {**params, "api_key": self.home.tmdb.api_key}
            async with httpx2.AsyncClient() as client:
                self.truth = (await client.get(self.home.tmdb.url + path, params=given)).json()
        try:
            told = msgspec.json.encode(_with(self.truth, self.about, self.says))
            return forgiving.decode(told, answer)
        except msgspec.DecodeError as wrong:
            raise OutsideGarbageError from wrong


@pytest.mark.parametrize(
    "question",
    [
        questions.about_title(TitleKey("movie", 1002), HERE),
        questions.about_title(TitleKey("tv", 1003), HERE),
        questions.about_season(1003, 1, HERE),
        questions.searching("golden", "multi", HERE, year=None, page=1),
    ],
    ids=lambda question: f"{question.kind}-{question.what}",
)
async def test_nothing_that_tmdb_says_ends_in_the_database(home: Home, question: Question) -> None:
    liar = Liar(home)
    learning = Learning(liar, HERE)  # type: ignore[arg-type]  # it lies about that too
    await learning.learn(question)

    for place in dict(_leaves(liar.truth)).values():
        for wrong in WRONG:
            liar.about, liar.says = place, wrong
            with suppress(OutsideGarbageError, NoSuchTitleError):
                await learning.learn(question)


def _leaves(told: Any, way: Path = (), name: str = "") -> Iterator[tuple[str, Path]]:
    """Everything that an answer says, of lists what their first entry says."""
    match told:
        case dict():
            for key, value in told.items():
                yield from _leaves(value, (*way, key), f"{name}.{key}")
        case [first, *_]:
            yield from _leaves(first, (*way, 0), f"{name}[]")
        case _:
            yield name, way


def _with(told: Any, way: Path, value: object) -> Any:
    if not way:
        return told if value is None else value
    first, *rest = way
    inner = _with(told[first], tuple(rest), value)
    if isinstance(told, dict):
        return {**told, first: inner}
    return [inner, *told[1:]]
