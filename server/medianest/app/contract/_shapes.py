"""The schemas of everything that is sent and received, as msgspec encodes and decodes it."""

import inspect
import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

_REF = "#/components/schemas/{name}"
# msgspec names a list of downloads "Page_Download_".
_GENERIC = re.compile(r"(?P<of>[^\W_]+)_(?P<item>\w+)_")
# It says where a type stands when another has the same name, or when it is one of several.
_PLACED = re.compile(r"medianest\.(?P<slice>\w+)\.[\w.]*?\b(?P<name>[^\W_]+)(?![\w.])")


class Shapes:
    """Collects types first, so that each has one name; then says what each looks like."""

    def __init__(self, sent: Iterable[Any], *, asked: Iterable[type[msgspec.Struct]]) -> None:
        self._types: list[Any] = [*sent, *asked]
        self._asked = {frame.__name__ for frame in asked}
        self._schemas: dict[Any, dict[str, Any]] = {}
        self.components: dict[str, dict[str, Any]] = {}

    def learn(self, *types: Any) -> None:
        """Add types; None is none."""
        self._types += [one for one in types if one is not None]

    def settle(self) -> None:
        """Name them all; nothing can be learnt after that."""
        types = list(dict.fromkeys(self._types))
        moments = _moments(types)
        schemas, components = msgspec.json.schema_components(types, ref_template=_REF)
        self._schemas = {one: _renamed(schema) for one, schema in zip(types, schemas, strict=True)}
        self.components = {
            _name(name): self._as_sent(name, _renamed(schema), moments.get(name, set()))
            for name, schema in sorted(components.items())
        }

    def of(self, one: Any) -> dict[str, Any]:
        """The schema of a type that was learnt."""
        return self._schemas[one]

    def _as_sent(self, name: str, schema: dict[str, Any], moments: set[str]) -> dict[str, Any]:
        schema["title"] = _name(name)
        if "description" in schema:
            schema["description"] = inspect.cleandoc(schema["description"])
        properties: Mapping[str, dict[str, Any]] = schema.get("properties", {})
        for field in moments:
            _mark_as_moment(properties[field])
        for value in properties.values():
            if isinstance(value.get("default"), list):
                # That of a set comes in another order from every process.
                value["default"].sort()
        is_input = schema.get("additionalProperties") is False or name in self._asked
        if is_input or not properties:
            return schema
        # What has a default is sent all the same; only what may be unset is left out.
        always = {field for field, value in properties.items() if value.pop("default", ...) != ...}
        schema["required"] = [
            field for field in properties if field in {*always, *schema.get("required", [])}
        ]
        return schema


def _moments(types: Iterable[Any]) -> dict[str, set[str]]:
    # msgspec says that a time is a string, and no more unless it is told which zone.
    found: dict[str, set[str]] = {}
    waiting: list[Any] = list(msgspec.inspect.multi_type_info(types))
    while waiting:
        info = waiting.pop()
        waiting += [*getattr(info, "types", ()), *_held(info)]
        if isinstance(info, msgspec.inspect.StructType) and info.cls.__name__ not in found:
            found[info.cls.__name__] = {
                field.encode_name for field in info.fields if _is_moment(field.type)
            }
            waiting += [field.type for field in info.fields]
    return found


def _held(info: Any) -> list[Any]:
    return [held for name in ("item_type", "value_type") if (held := getattr(info, name, None))]


def _is_moment(info: Any) -> bool:
    among = getattr(info, "types", (info,))
    return any(isinstance(one, msgspec.inspect.DateTimeType) for one in among)


def _mark_as_moment(schema: dict[str, Any]) -> None:
    for one in schema.get("anyOf", [schema]):
        if one.get("type") == "string":
            one["format"] = "date-time"


def _name(name: str) -> str:
    placed = _PLACED.fullmatch(name)
    if placed is not None:
        return f"{placed['slice'].title()}{placed['name']}"
    plain = _PLACED.sub(lambda part: part["name"], name)
    found = _GENERIC.fullmatch(plain)
    return plain if found is None else f"{found['item'].replace('_', '')}{found['of']}"


def _renamed(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {
            key: _reference(value) if key == "$ref" else _renamed(value)
            for key, value in schema.items()
        }
    if isinstance(schema, list):
        return [_renamed(item) for item in schema]
    return schema


def _reference(target: str) -> str:
    return _REF.format(name=_name(target.rpartition("/")[2]))
