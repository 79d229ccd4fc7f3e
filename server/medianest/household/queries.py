"""Every statement about the owner's choices."""

from collections.abc import Mapping
from typing import Any

from medianest.infra.database import execute, fetchval


async def chosen(key: str) -> Mapping[str, Any] | None:
    """What was chosen for `key`, None for nothing."""
    value: Mapping[str, Any] | None = await fetchval(
        "SELECT value FROM choices WHERE key = $1", key
    )
    return value


async def choose(key: str, value: Mapping[str, Any]) -> None:
    """Remember `value` for `key`."""
    await execute(
        """INSERT INTO choices (key, value, changed_at) VALUES ($1, $2, now())
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, changed_at = now()""",
        key,
        value,
    )
