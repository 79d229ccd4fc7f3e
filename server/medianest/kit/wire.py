"""Shapes that cross the wire: camelCase outside, snake_case inside."""

from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Wire(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Something that is sent."""


class Input(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Something that is received; an unknown field is an error, for it is a typing mistake."""


class Page(msgspec.Struct, Generic[T], frozen=True, kw_only=True, rename="camel"):
    """One stretch of a list: its items, how many there are in all, where the next one starts."""

    items: list[T]
    total: int
    next_cursor: str | None = None

    @classmethod
    def whole(cls, items: list[T]) -> "Page[T]":
        """A list that is short enough to be sent at once."""
        return cls(items=items, total=len(items))
