"""Statements that count tries."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from medianest.infra.database import execute, fetchrow


class Counted(msgspec.Struct, frozen=True):
    """How many tries the present window saw, and when it closes."""

    tries: int
    expires_at: datetime


async def count(key: str, *, at: datetime, until: datetime) -> Counted:
    """Count one more try in the open window of `key`, or open one that lasts `until`."""
    row = await fetchrow(
        "INSERT INTO rate_limits AS r (key, tries, expires_at) VALUES ($1, 1, $3)"
        " ON CONFLICT (key) DO UPDATE SET"
        " tries = CASE WHEN r.expires_at <= $2 THEN 1 ELSE r.tries + 1 END,"
        " expires_at = CASE WHEN r.expires_at <= $2 THEN $3 ELSE r.expires_at END"
        " RETURNING tries, expires_at",
        key,
        at,
        until,
    )
    if row is None:
        raise RuntimeError("an upsert returned nothing")
    return Counted(**row)


async def forgive(keys: Sequence[str]) -> None:
    """Take one try back from each of `keys`: it was a good one."""
    await execute(
        "UPDATE rate_limits SET tries = greatest(tries - 1, 0) WHERE key = ANY($1::text[])",
        sorted(keys),
    )


async def prune(at: datetime) -> None:
    """Delete the windows that have closed."""
    await execute("DELETE FROM rate_limits WHERE expires_at <= $1", at)
