"""Takes out of a log event what must never be written down."""

import functools
import re
from collections.abc import Mapping

from structlog.typing import EventDict, WrappedLogger

HIDDEN = "[hidden]"

_SECRET_NAME = re.compile(
    r"passw|secret|token|authorization|cookie|api_?key|credential|private_?key|setup_?code"
    r"|ticket|signature|\botp\b|^(?:body|payload|headers|auth|pin)$",
    re.IGNORECASE,
)
# Query parameters that say which page or video is meant, and nothing about who may see it.
_HARMLESS_QUERY = {"v", "list", "t", "index", "page", "limit", "cursor", "state", "kind", "unread"}
_SHOWN_SCHEMES = {"http", "https", "ws", "wss", "postgresql", "postgres", "redis", "valkey", "unix"}
_URL = re.compile(r"\b([a-zA-Z][a-zA-Z0-9+.-]*)://([^\s\"'<>]*)")
_BEARER = re.compile(r"\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}", re.IGNORECASE)
_ASSIGNED = re.compile(
    r"((?:[\w-]*(?:passw(?:or)?d|secret|token|authorization|cookie|api[_-]?key)[\w-]*)"
    r"[\"']?\s*[=:]\s*)(?!\[hidden\])(\"[^\"]*\"|'[^']*'|[^\s,;&}\])]+)",
    re.IGNORECASE,
)
# Shaped so that it is known wherever it turns up: what a paired device presents.
_DEVICE_TOKEN = re.compile(r"mnd_[A-Za-z0-9_-]{8,}")
_DEEPEST = 6


def redacted_event(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """A structlog processor: hides values by their name, and secrets inside any text."""
    return {name: _value(name, value, 0) for name, value in event.items()}


def redacted_text(text: str) -> str:
    """`text` without user names in links, secret query values, tokens and passwords."""
    text = _DEVICE_TOKEN.sub(HIDDEN, text) if "mnd_" in text else text
    if ":" not in text and "=" not in text and " " not in text:
        return text
    text = _URL.sub(_link, text) if "://" in text else text
    return _ASSIGNED.sub(rf"\1{HIDDEN}", _BEARER.sub(rf"\1 {HIDDEN}", text))


def _value(name: str, value: object, depth: int) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if _is_secret(name):
        return HIDDEN
    if isinstance(value, Mapping) and depth < _DEEPEST:
        return {str(key): _value(str(key), inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset) and depth < _DEEPEST:
        return [_value("", inner, depth + 1) for inner in value]
    return _scalar(value)


@functools.lru_cache(maxsize=1024)
def _is_secret(name: str) -> bool:
    return _SECRET_NAME.search(name) is not None


def _scalar(value: object) -> str:
    if isinstance(value, bytes | bytearray | memoryview):
        return f"[{len(value)} bytes]"
    return redacted_text(str(value))


def _link(found: re.Match[str]) -> str:
    scheme, rest = found.group(1), found.group(2)
    if scheme.lower() not in _SHOWN_SCHEMES:
        # A notification link such as tgram://<token>/<chat> is a secret from end to end.
        return f"{scheme}://{HIDDEN}"
    place, _, query = rest.partition("?")
    host, slash, path = place.partition("/")
    host = host.rpartition("@")[2]
    shown = f"{scheme}://{host}{slash}{path.partition('#')[0]}"
    return f"{shown}?{_query(query)}" if query else shown


def _query(query: str) -> str:
    return "&".join(_parameter(part) for part in query.partition("#")[0].split("&"))


def _parameter(part: str) -> str:
    name, equals, _ = part.partition("=")
    return part if name in _HARMLESS_QUERY else f"{name}{equals}{HIDDEN}"
