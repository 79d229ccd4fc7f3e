"""The settings as a person may see them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from medianest.settings._model import Settings

SECRETS = frozenset(
    {"owner.password", "plex.token", "plex.report_webhook_secret", "tmdb.api_key"}
    | {
        "overseerr.api_key",
        "trakt.client_secret",
        "monitoring.metrics_token",
        "monitoring.sentry_dsn",
    }
    | {
        "database.url",
        "database.password",
        "valkey.url",
        "server.secret",
        "storage.access_key",
        "storage.secret_key",
    }
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One key with its value in words, and whether the owner gave it."""

    key: str
    value: str
    given: bool


def shown(settings: Settings) -> list[Shown]:
    """Every setting in force; of a secret only whether it is set."""
    return [
        Shown(key, _words(key, value), key in settings.given)
        for key, value in _flat(settings)
        if key != "given"
    ]


def _flat(section: msgspec.Struct, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name in section.__struct_fields__:
        value = getattr(section, name)
        if isinstance(value, msgspec.Struct):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _words(key: str, value: Any) -> str:
    if key in SECRETS:
        return "(set)" if value else ""
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)
