"""Where one page of a list ends, and the cursor of the next."""

from collections.abc import Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from medianest.kit.errors import BadInputError
from medianest.kit.wire import Page

T = TypeVar("T")
_FURTHEST = 2**31 - 1


class Identified(Protocol):
    """Something whose id says where it stands in its list."""

    @property
    def id(self) -> UUID:
        """The id, which is the cursor too."""


Row = TypeVar("Row", bound=Identified)


def cut(rows: Sequence[Row], limit: int) -> tuple[list[Row], str | None]:
    """The first `limit` of `rows`, and the next page's cursor if one more row was read."""
    shown = list(rows[:limit])
    return shown, str(shown[-1].id) if len(rows) > limit else None


def place(cursor: str) -> int:
    """How many items lie before `cursor`, where a list is cut by count; empty is the beginning."""
    if cursor and not (cursor.isascii() and cursor.isdigit()):
        raise BadInputError("That cursor is not one of ours.")
    before = int(cursor or 0)
    if before > _FURTHEST:
        raise BadInputError("That cursor is not one of ours.")
    return before


def stretch(items: list[T], *, start: int, total: int) -> Page[T]:
    """The page of `items` before which `start` of `total` lie."""
    after = start + len(items)
    return Page(items=items, total=total, next_cursor=str(after) if after < total else None)
