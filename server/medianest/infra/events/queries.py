"""Every statement about events."""

from datetime import timedelta
from typing import Any

import asyncpg

from medianest.infra.database import Row, changed, execute, fetch, fetchrow, fetchval
from medianest.infra.events._audience import Audience, Viewer
from medianest.infra.events._frames import Frame, frame

_COLUMNS = "seq, type, at, data::text AS data, people, permissions, everyone"


async def add(kind: str, data: str, audience: Audience) -> None:
    """Store an event; it gets its number when the present transaction commits."""
    await execute(
        """
        INSERT INTO events (type, at, data, people, permissions, everyone)
        VALUES ($1, clock_timestamp(), $2, $3, $4, $5)
        """,
        kind,
        data,
        list(audience.people),
        list(audience.permissions),
        audience.everyone,
    )


async def newer(line: "asyncpg.Connection[Any]", than: int, *, most: int) -> list[Frame]:
    """The next events after number `than`, in order."""
    rows = await line.fetch(
        f"SELECT {_COLUMNS} FROM events WHERE seq > $1 ORDER BY seq LIMIT $2",  # noqa: S608
        than,
        most,
    )
    return [_frame(row) for row in rows]


async def newest(line: "asyncpg.Connection[Any]") -> int:
    """The number of the latest event that can be seen."""
    number: int = await line.fetchval("SELECT coalesce(max(seq), 0) FROM events")
    return number


async def missed(than: int, viewer: Viewer, *, until: int | None, most: int) -> list[Frame]:
    """What `viewer` may see of the events after `than`, up to number `until`."""
    rows = await fetch(
        f"""
        SELECT {_COLUMNS} FROM events
        WHERE seq > $1 AND seq <= coalesce($2, seq)
          AND (everyone OR $3 = ANY(people) OR permissions && $4::text[])
        ORDER BY seq LIMIT $5
        """,  # noqa: S608 - a constant
        than,
        until,
        viewer.person,
        list(viewer.permissions),
        most,
    )
    return [_frame(row) for row in rows]


async def bounds() -> tuple[int, int]:
    """The numbers between which nothing is missing: before the oldest kept, and the newest."""
    row = await fetchrow(
        """
        SELECT coalesce((SELECT min(seq) - 1 FROM events), given) AS oldest, given AS newest
        FROM (SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS given FROM events_seq) s
        """
    )
    return (row["oldest"], row["newest"]) if row else (0, 0)


async def prune(keep: timedelta) -> int:
    """Forget events older than `keep`; how many."""
    return await changed("DELETE FROM events WHERE at < now() - $1::interval", keep)


async def notify(channel: str, payload: str) -> None:
    """Send a notification over a pooled connection."""
    await fetchval("SELECT pg_notify($1, $2)", channel, payload)


def _frame(row: Row) -> Frame:
    audience = Audience(frozenset(row["people"]), frozenset(row["permissions"]), row["everyone"])
    return frame(row["seq"], row["type"], row["at"], row["data"], audience)
