from typing import Any

import msgspec
import pytest

from medianest.kit.ids import new_id
from medianest.requests.rules.conditions import Condition, Facts

FACTS = Facts(
    person=new_id(),
    role="member",
    permissions=frozenset({"requests.create"}),
    media_type="movie",
    is4k=False,
    seasons=0,
    estimated_bytes=6_000_000_000,
    genres=(28, 12),
    language="en",
    year=1999,
    vote=7.5,
)


def read(condition: dict[str, Any]) -> Condition:
    return msgspec.convert(condition, Condition)


def a_test(field: str, comparison: str, value: object) -> dict[str, Any]:
    return {"field": field, "is": comparison, "value": value}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (a_test("genre", "one_of", ["28"]), True),
        (a_test("genre", "none_of", ["28", "16"]), False),
        (a_test("role", "one_of", ["guest", "member"]), True),
        (a_test("permission", "one_of", ["requests.manage"]), False),
        (a_test("is4k", "one_of", ["true"]), False),
        (a_test("gigabytes", "at_most", 6), True),
        (a_test("gigabytes", "at_least", 6.1), False),
        (a_test("year", "at_least", 1999), True),
        ({"all": [a_test("year", "at_most", 2000), a_test("vote", "at_least", 7)]}, True),
        ({"all": [a_test("year", "at_most", 2000), a_test("vote", "at_least", 8)]}, False),
        ({"any": [a_test("year", "at_most", 1900), a_test("vote", "at_least", 7)]}, True),
        ({"any": [{"all": [a_test("year", "at_most", 1)]}, a_test("vote", "at_least", 9)]}, False),
    ],
)
def test_a_condition_holds_when_the_request_is_like_that(
    condition: dict[str, Any], *, holds: bool
) -> None:
    assert read(condition).holds(FACTS) is holds


@pytest.mark.parametrize("comparison", ["at_most", "at_least"])
def test_what_is_not_known_passes_no_number(comparison: str) -> None:
    unknown = msgspec.structs.replace(FACTS, year=None)

    assert not read(a_test("year", comparison, 2000)).holds(unknown)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"all": []},
        {"all": [a_test("year", "at_most", 1)], "any": [a_test("year", "at_most", 1)]},
        a_test("year", "one_of", ["1999"]),
        a_test("genre", "at_most", 3),
        a_test("shoe size", "at_most", 3),
        a_test("genre", "one_of", []),
        {"field": "year", "is": "at_most"},
    ],
)
def test_a_condition_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        read(wrong)


def test_a_condition_that_is_nested_without_end_is_refused() -> None:
    nested = a_test("year", "at_most", 1)
    for _ in range(6):
        nested = {"all": [nested]}

    with pytest.raises(msgspec.ValidationError, match="deep"):
        read(nested)
