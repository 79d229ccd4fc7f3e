from dataclasses import dataclass
from uuid import UUID

import msgspec
import pytest

from medianest.kit.errors import BadInputError
from medianest.kit.paging import cut, place, read, stretch, turn, written
from medianest.kit.wire import Page


@dataclass(frozen=True)
class Film:
    id: UUID


FILMS = [Film(UUID(int=number)) for number in range(3)]


def test_the_cursor_is_the_last_item_that_is_shown() -> None:
    assert cut(FILMS, 2) == (FILMS[:2], str(FILMS[1].id))


@pytest.mark.parametrize("limit", [3, 4])
def test_a_list_that_ends_here_has_no_cursor(limit: int) -> None:
    assert cut(FILMS, limit) == (FILMS, None)


def test_a_counted_list_goes_on_where_its_cursor_says() -> None:
    first = stretch([1, 2], start=place(""), total=3)
    rest = stretch([3], start=place(first.next_cursor or ""), total=3)

    assert (first.next_cursor, rest.next_cursor) == ("2", None)


@pytest.mark.parametrize("cursor", ["-1", "²", "1.5", "next", "2147483648", "9" * 20])
def test_a_cursor_of_somebody_else_is_bad_input(cursor: str) -> None:
    with pytest.raises(BadInputError):
        place(cursor)


class Last(msgspec.Struct, frozen=True):
    title: str


def test_a_cursor_says_what_was_written_into_it() -> None:
    assert read(written(Last("Ä/+?")), Last) == Last("Ä/+?")
    assert read("", Last) is None


@pytest.mark.parametrize("cursor", ["x", "é", "bnVsbA", written(Last("x"))[:-3]])
def test_what_nobody_wrote_is_bad_input(cursor: str) -> None:
    with pytest.raises(BadInputError):
        read(cursor, Last)


def test_numbered_pages_end_with_the_last() -> None:
    assert [turn(page, last=2) for page in (1, 2, 3)] == ["2", None, None]


def test_a_page_beyond_the_furthest_is_bad_input() -> None:
    assert place("500", furthest=500) == 500
    with pytest.raises(BadInputError):
        place("501", furthest=500)


def test_a_whole_list_is_one_page() -> None:
    assert Page.whole([1, 2]) == Page(items=[1, 2], total=2, next_cursor=None)
