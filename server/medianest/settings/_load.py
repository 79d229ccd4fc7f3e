"""Read the file, lay the environment over it, check everything, name what is wrong."""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import platformdirs

from medianest.infra.interfaces import only_inner
from medianest.settings._address import put_password
from medianest.settings._model import NO_CONTROL, Settings
from medianest.settings._show import SECRETS

_PREFIX = "MEDIANEST__"
_CONTAINER = "MEDIANEST_CONTAINER"

Raw = dict[str, Any]


class SettingsError(Exception):
    """A setting is wrong; the message names the key, its value and what is allowed."""


def load(environment: Mapping[str, str], *, file: Path | None = None) -> Settings:
    """Settings from the first file found, overridden by `MEDIANEST__SECTION__KEY`.

    Looked for, in this order: `file`, `$MEDIANEST_CONFIG`, `config.toml` in the data
    directory, `/config/config.toml`. Raises SettingsError.
    """
    container = bool(environment.get(_CONTAINER))
    overlay = _from_environment(environment)
    data_dir = overlay.get("data_dir") or ("/data" if container else _platform_folder())
    raw = _read(_find(file, environment, Path(data_dir)))
    _lay_over(raw, overlay)
    given = frozenset(_dotted(raw))
    raw.setdefault("data_dir", data_dir)
    if container:
        raw.setdefault("media_dir", "/media")
        raw.setdefault("server", {}).setdefault("host", "0.0.0.0")  # noqa: S104 - a container's own network
        # Behind the host's bridge nobody hears us, and nobody could reach what we would announce.
        raw.setdefault("mdns", {}).setdefault("enabled", not only_inner())
    _read_password(raw)
    put_password(raw.get("database"))
    return _check({**raw, "given": sorted(given)})


def _platform_folder() -> str:
    return platformdirs.user_data_dir("medianest", appauthor=False)


def _find(file: Path | None, environment: Mapping[str, str], data_dir: Path) -> Path | None:
    named = file or (
        Path(environment["MEDIANEST_CONFIG"]) if "MEDIANEST_CONFIG" in environment else None
    )
    if named is not None:
        if not named.is_file():
            raise SettingsError(f"{named}: there is no such settings file")
        return named
    usual = (data_dir / "config.toml", Path("/config/config.toml"))
    # A folder that may not be looked into is explained by whoever needs it.
    return next((place for place in usual if os.access(place, os.F_OK) and place.is_file()), None)


def _read(file: Path | None) -> Raw:
    if file is None:
        return {}
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise SettingsError(f"{file}: not valid TOML: {wrong}") from wrong
    except OSError as wrong:
        raise SettingsError(f"{file}: cannot be read: {wrong.strerror}") from wrong


def _from_environment(environment: Mapping[str, str]) -> Raw:
    overlay: Raw = {}
    for name, value in sorted(environment.items()):
        # Container templates hand on fields that were left empty: those are not given.
        if not name.startswith(_PREFIX) or not value:
            continue
        path = name.removeprefix(_PREFIX).lower().split("__")
        kind = _kind_of(path)
        if kind is None and path[-1].endswith("_file"):
            path[-1] = path[-1].removesuffix("_file")
            kind, value = _kind_of(path), _content(name, value)  # noqa: PLW2901 - the file stands for it
        _put(overlay, path, _split(value) if _is_list(kind) else value)
    return overlay


def _content(name: str, file: str) -> str:
    try:
        return Path(file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as wrong:
        raise SettingsError(f"{name} = {file}: the file cannot be read: {wrong}") from wrong


def _kind_of(path: list[str]) -> Any:
    kind: Any = Settings
    for part in path:
        if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
            return None
        kind = get_type_hints(kind).get(part)
    return kind


def _is_list(kind: Any) -> bool:
    if isinstance(kind, UnionType):
        return any(_is_list(option) for option in get_args(kind))
    return get_origin(kind) is tuple


def _split(value: str) -> Any:
    if value.lstrip().startswith("["):
        try:
            return msgspec.json.decode(value)
        except msgspec.DecodeError:
            return value
    return [part.strip() for part in value.split(",") if part.strip()]


def _put(overlay: Raw, path: list[str], value: Any) -> None:
    table = overlay
    for part in path[:-1]:
        table = table.setdefault(part, {})
    table[path[-1]] = value


def _lay_over(raw: Raw, overlay: Raw) -> None:
    for key, value in overlay.items():
        if isinstance(value, dict) and isinstance(raw.get(key), dict):
            _lay_over(raw[key], value)
        else:
            raw[key] = value


def _dotted(raw: Raw, prefix: str = "") -> list[str]:
    found: list[str] = []
    for key, value in raw.items():
        found += _dotted(value, f"{prefix}{key}.") if isinstance(value, dict) else [prefix + key]
    return found


def _read_password(raw: Raw) -> None:
    owner = raw.get("owner")
    if isinstance(owner, dict) and owner.get("password_file"):
        owner["password"] = _content("owner.password_file", str(owner["password_file"]))


def _check(raw: Raw) -> Settings:
    try:
        # Not strict: the environment knows only text.
        return msgspec.convert(raw, Settings, strict=False, dec_hook=_path)
    except msgspec.ValidationError as wrong:
        raise SettingsError(_sentence(str(wrong), raw)) from wrong


def _path(kind: type, value: object) -> Path:
    if kind is not Path or not isinstance(value, str) or not value:
        raise ValueError("expected a path")
    return Path(value).expanduser()


def _sentence(wrong: str, raw: Raw) -> str:
    what, _, where = wrong.partition(" - at `$")
    path = [part for part in re.split(r"[.\[\]`]+", where) if part]
    unknown = re.search(r"unknown field `(.+?)`", what)
    if unknown:
        key = ".".join([*path, unknown[1]])
        return f"{key}: there is no such setting (see config.example.toml)"
    key = ".".join(path) or "settings"
    return f"{key} = {_shown(raw, path)}: {_allowed(what, path)}"


def _shown(raw: Raw, path: list[str]) -> str:
    if ".".join(path) in SECRETS:
        return "(hidden)"
    value: Any = raw
    for part in path:
        value = value[int(part)] if isinstance(value, list) and part.isdigit() else value.get(part)
    return repr(value)


def _allowed(what: str, path: list[str]) -> str:
    options = get_args(_kind_of([part for part in path if not part.isdigit()]))
    if what.startswith("Invalid enum value") and options:
        names = options[0] if get_origin(options[0]) else None
        literals = get_args(names) if names else options
        return "allowed: " + ", ".join(str(option) for option in literals)
    if repr(NO_CONTROL) in what:
        return "allowed: one line of text, with no control characters in it"
    return what[:1].lower() + what[1:].replace("`", "")
