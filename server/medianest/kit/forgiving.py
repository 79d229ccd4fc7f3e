"""Makes the best of JSON that others send: what does not fit is left out.

A field that is wrong counts as missing, and an entry of a list that lacks what it needs is passed
over, so that one odd title does not take the other nineteen of its page along.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

import msgspec
from msgspec import structs

T = TypeVar("T")


def decode(document: bytes | str, kind: type[T], *, strict: bool = True) -> T:
    """The `document` as a `kind`, as much of it as makes sense.

    Raises msgspec.DecodeError when it is no JSON, or lacks what `kind` itself cannot be without.
    """
    try:
        return msgspec.json.decode(document, type=kind, strict=strict)
    except msgspec.ValidationError:
        return _whole(document, kind)
    except (RecursionError, UnicodeDecodeError) as odd:
        raise msgspec.DecodeError(str(odd)) from odd


def _whole(document: bytes | str, kind: type[T]) -> T:
    try:
        made: T = _fitted(msgspec.json.decode(document), kind)
    except (RecursionError, UnicodeDecodeError) as odd:
        raise msgspec.DecodeError(str(odd)) from odd
    return made


def _fitted(value: Any, kind: Any) -> Any:
    try:
        # Some send numbers as text.
        return msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError:
        shape = get_origin(kind) or kind
        if shape in {Union, UnionType}:
            return _first(value, get_args(kind))
        if shape in {list, tuple} and isinstance(value, list):
            return shape(_usable(value, get_args(kind)[0]))
        if shape is dict and isinstance(value, dict):
            return dict(_pairs(value, get_args(kind)[1]))
        if (
            isinstance(value, dict)
            and isinstance(shape, type)
            and issubclass(shape, msgspec.Struct)
        ):
            return shape(**_fields(value, kind))
        raise


def _first(value: Any, kinds: Iterable[Any]) -> Any:
    for kind in kinds:
        try:
            return _fitted(value, kind)
        except msgspec.ValidationError:
            continue
    raise msgspec.ValidationError("fits none of its types")


def _usable(values: Iterable[Any], kind: Any) -> Iterator[Any]:
    for value in values:
        with suppress(msgspec.ValidationError):
            yield _fitted(value, kind)


def _pairs(values: Mapping[str, Any], kind: Any) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        for fitting in _usable([value], kind):
            yield name, fitting


def _fields(value: Any, kind: Any) -> dict[str, Any]:
    given: Mapping[str, Any] = value if isinstance(value, dict) else {}
    found: dict[str, Any] = {}
    for field in structs.fields(kind):
        # Without its value a field is wrong, unless it may be left out.
        sent = given.get(field.encode_name, msgspec.UNSET)
        try:
            found[field.name] = _fitted(sent, field.type)
        except msgspec.ValidationError:
            if field.required or not isinstance(value, dict):
                raise
    return found
