"""Statements about what people were told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from medianest.infra.database import Row, changed, fetch, fetchrow, fetchval
from medianest.kit.paging import cut
from medianest.notifications.schemas import Inbox, Level, Notification

_COLUMNS = "id, kind, level, title, body, link, params, created_at, read_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is told, whoever hears it."""

    kind: str
    cause: str
    level: Level
    title: str
    body: str
    link: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """A notification that was added, and whose it is."""

    person: UUID
    notification: Notification


async def add(notice: Notice, addressed: Mapping[UUID, UUID], *, at: datetime) -> list[Told]:
    """Tell each person of `addressed` (person to new id) who has not heard of this cause yet."""
    rows = await fetch(
        f"""INSERT INTO notifications
            (id, person, cause, kind, level, title, body, link, params, created_at)
        SELECT new.id, new.person, $3, $4, $5, $6, $7, $8, $9, $10
        FROM unnest($1::uuid[], $2::uuid[]) AS new (id, person)
        ON CONFLICT (person, cause) DO NOTHING
        RETURNING person, {_COLUMNS}""",  # noqa: S608 - our own column names
        list(addressed.values()),
        list(addressed),
        notice.cause,
        notice.kind,
        notice.level,
        notice.title,
        notice.body,
        notice.link,
        notice.params,
        at,
    )
    return [Told(row["person"], _notification(row)) for row in rows]


async def page(person: UUID, *, unread_only: bool, before: UUID | None, limit: int) -> Inbox:
    """A stretch of `person`'s notifications older than `before`, newest first."""
    rows = await fetch(
        f"""SELECT {_COLUMNS} FROM notifications
        WHERE person = $1 AND ($2::uuid IS NULL OR id < $2) AND (NOT $3 OR read_at IS NULL)
        ORDER BY id DESC LIMIT $4""",  # noqa: S608 - our own column names
        person,
        before,
        unread_only,
        limit + 1,
    )
    items, cursor = cut([_notification(row) for row in rows], limit)
    total, unread = await _counts(person)
    return Inbox(
        items=items,
        total=unread if unread_only else total,
        unread=unread,
        next_cursor=cursor,
    )


async def _counts(person: UUID) -> tuple[int, int]:
    row = await fetchrow(
        """SELECT (SELECT count(*) FROM notifications WHERE person = $1) AS every,
            (SELECT count(*) FROM notifications WHERE person = $1 AND read_at IS NULL) AS unread""",
        person,
    )
    return (row["every"], row["unread"]) if row else (0, 0)


async def unread(person: UUID) -> int:
    """How many `person` has not read; answered by the partial index alone."""
    count: int = await fetchval(
        "SELECT count(*) FROM notifications WHERE person = $1 AND read_at IS NULL", person
    )
    return count


async def read(person: UUID, notification: UUID, *, at: datetime) -> Notification | None:
    """Mark as read, keeping the first time; None when `person` has no such notification."""
    row = await fetchrow(
        f"""UPDATE notifications SET read_at = coalesce(read_at, $3)
        WHERE id = $2 AND person = $1 RETURNING {_COLUMNS}""",  # noqa: S608 - our own column names
        person,
        notification,
        at,
    )
    return _notification(row) if row else None


async def read_all(person: UUID, *, at: datetime) -> int:
    """Mark everything as read; how many were not."""
    return await changed(
        "UPDATE notifications SET read_at = $2 WHERE person = $1 AND read_at IS NULL", person, at
    )


async def remove(person: UUID, notification: UUID) -> bool:
    """Delete one; False when `person` has no such notification."""
    gone = await changed(
        "DELETE FROM notifications WHERE id = $2 AND person = $1", person, notification
    )
    return bool(gone)


async def clear(person: UUID) -> int:
    """Delete what `person` has read; how many."""
    return await changed(
        "DELETE FROM notifications WHERE person = $1 AND read_at IS NOT NULL", person
    )


async def remove_older(than: datetime) -> int:
    """Delete what was told before `than`; how many."""
    return await changed("DELETE FROM notifications WHERE created_at < $1", than)


def _notification(row: Row) -> Notification:
    return Notification(**{name: value for name, value in row.items() if name != "person"})
