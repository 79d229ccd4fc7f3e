"""Where one page of a list ends, and the cursor of the next."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Protocol, TypeVar
from uuid import UUID

import msgspec

from medianest.kit.errors import BadInputError
from medianest.kit.wire import Page

T = TypeVar("T")
After = TypeVar("After", bound=msgspec.Struct)
_FURTHEST = 2**31 - 1
_NOT_OURS = "That cursor is not one of ours."


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


def place(cursor: str, *, furthest: int = _FURTHEST) -> int:
    """How many items lie before `cursor`, where a list is cut by count; empty is the beginning."""
    if cursor and not (cursor.isascii() and cursor.isdigit()):
        raise BadInputError(_NOT_OURS)
    before = int(cursor or 0)
    if before > furthest:
        raise BadInputError(_NOT_OURS)
    return before


def stretch(items: list[T], *, start: int, total: int) -> Page[T]:
    """The page of `items` before which `start` of `total` lie."""
    after = start + len(items)
    return Page(items=items, total=total, next_cursor=str(after) if after < total else None)


def turn(page: int, *, last: int) -> str | None:
    """The cursor of the page after `page`, where somebody else numbers the pages up to `last`."""
    return str(page + 1) if page < last else None


def written(after: msgspec.Struct) -> str:
    """A cursor that says more than an id: what a list is sorted by, of the last item shown."""
    return urlsafe_b64encode(msgspec.json.encode(after)).decode().rstrip("=")


def read(cursor: str, kind: type[After]) -> After | None:
    """What was `written`, None for the beginning. Raises BadInputError for anything else."""
    if not cursor:
        return None
    try:
        return msgspec.json.decode(urlsafe_b64decode(cursor + "==="), type=kind)
    except (ValueError, msgspec.MsgspecError) as wrong:
        raise BadInputError(_NOT_OURS) from wrong
