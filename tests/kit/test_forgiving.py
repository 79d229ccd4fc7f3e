"""What others send is understood as far as it goes."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.support.examples import tried

from medianest.catalog.tmdb import Entry, Results, TitleAnswer, reading
from medianest.catalog.tmdb.details import details
from medianest.kit.forgiving import decode
from medianest.requests.overseerr import wire as overseerr
from medianest.requests.overseerr.standing import standing

odd = some.recursive(
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats(allow_nan=False, allow_infinity=False)
    | some.sampled_from(["", "0000-00-00", "2026-02-30", "7", "x" * 400, "a\0", "映画"]),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(), inner, max_size=3),
    max_leaves=6,
)
AT = "2026-01-01T00:00:00.000Z"


def oddly(kind: Any) -> some.SearchStrategy[dict[str, Any]]:
    """Objects with the fields of `kind`, any of them missing or nonsense."""
    names = [field.encode_name for field in msgspec.structs.fields(kind)]
    return some.dictionaries(some.sampled_from([*names, "more"]), odd)


@tried(150)
@given(some.lists(oddly(Entry), max_size=5))
def test_one_odd_title_leaves_the_others_of_its_page(others: list[dict[str, Any]]) -> None:
    good = {"id": 2**31 - 1, "title": "Good", "release_date": AT[:10], "media_type": "movie"}
    page = decode(msgspec.json.encode({"results": [*others, good], "page": []}), Results)

    found, titles = reading.hits(page, "multi")

    assert any(hit.id == good["id"] for hit in found.hits)
    assert titles[-1].title == "Good"


@tried(150)
@given(oddly(TitleAnswer))
def test_a_page_of_a_title_survives_whatever_it_says_beside(told: dict[str, Any]) -> None:
    answer = decode(msgspec.json.encode({**told, "id": 5, "name": "Good", "adult": 0}), TitleAnswer)

    made = details(answer, "tv", "DE")

    assert made is not None
    assert made[0].summary.key.tmdb_id == 5


@tried(150)
@given(oddly(overseerr.Request), oddly(overseerr.Media), some.integers(), some.integers())
def test_one_odd_request_leaves_the_others_of_its_page(
    told: dict[str, Any], media: dict[str, Any], status: int, how_far: int
) -> None:
    good = {"id": 7, "status": 2, "type": "movie", "createdAt": AT, "updatedAt": AT}
    good["media"] = {"tmdbId": 5, "status": how_far, "seasons": None}
    unknown = {**good, **told, "id": 8, "media": {**media, "tmdbId": 6}, "status": status}
    body = {"pageInfo": {"results": 2}, "results": [unknown, told, None, good]}

    page = decode(msgspec.json.encode(body), overseerr.Page[overseerr.Request])

    assert page.results[-1].id == 7
    assert all(standing(one) for one in page.results)
    assert all(one.version for one in page.results)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"5", b"\xff", b'{"results": "\xff"}'])
def test_what_is_no_answer_at_all_is_refused(body: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(body, Results)
