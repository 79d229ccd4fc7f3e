"""Statements about deliveries: one notification on its way over one channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from medianest.infra.database import execute, fetch, fetchrow, fetchval
from medianest.kit.ids import new_id
from medianest.kit.languages import Language
from medianest.kit.paging import cut
from medianest.kit.wire import Page
from medianest.notifications.schemas import Delivery, Level


@dataclass(frozen=True, slots=True)
class Planned:
    """A delivery that was just added."""

    id: UUID
    person: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """All that sending needs; `channel` is None when it was removed meanwhile."""

    person: UUID
    channel: UUID | None
    url_sealed: str | None
    enabled: bool | None
    language: Language | None
    level: Level
    kind: str
    title: str
    body: str
    params: dict[str, Any]
    link: str


async def plan(notifications: Sequence[UUID], *, at: datetime) -> list[Planned]:
    """Add a delivery for each enabled channel that wants the level, once per pair.

    Somebody who left or was shut out keeps an inbox, and hears nothing outside any more.
    """
    rows = await fetch(
        """SELECT n.id AS notification, c.id AS channel, c.name, n.person
        FROM notifications n JOIN notification_channels c ON c.person = n.person
        JOIN users u ON u.id = n.person AND u.disabled_at IS NULL AND u.deleted_at IS NULL
        LEFT JOIN notification_preferences p ON p.person = n.person AND p.kind = n.kind
        WHERE n.id = ANY($1::uuid[]) AND c.enabled AND n.level = ANY(c.levels)
            AND coalesce(p.channels, true)""",
        list(notifications),
    )
    planned = [Planned(new_id(), row["person"]) for row in rows]
    if planned:
        await execute(
            """INSERT INTO deliveries
                (id, notification, channel, channel_name, state, attempts, created_at, updated_at)
            SELECT new.*, 'waiting', 0, $5, $5
            FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[])
                AS new (id, notification, channel, channel_name)""",
            [delivery.id for delivery in planned],
            [row["notification"] for row in rows],
            [row["channel"] for row in rows],
            [row["name"] for row in rows],
            at,
        )
    return planned


async def claim(delivery: UUID, *, at: datetime) -> Parcel | None:
    """Note that an attempt begins; None when the message is out, or not wanted any more."""
    row = await fetchrow(
        """WITH claimed AS (
            UPDATE deliveries SET state = 'sending', attempts = attempts + 1, updated_at = $2
            WHERE id = $1 AND state NOT IN ('sent', 'skipped')
            RETURNING notification, channel)
        SELECT n.person, c.id AS channel, c.url_sealed, c.enabled, c.language, n.level, n.kind,
            n.title, n.body, n.params, n.link
        FROM claimed JOIN notifications n ON n.id = claimed.notification
        LEFT JOIN notification_channels c ON c.id = claimed.channel""",
        delivery,
        at,
    )
    return Parcel(**row) if row else None


async def sent(delivery: UUID, *, at: datetime) -> None:
    """Record that the other side took the message."""
    await execute(
        """WITH done AS (
            UPDATE deliveries SET state = 'sent', error = NULL, updated_at = $2, sent_at = $2
            WHERE id = $1 RETURNING channel)
        UPDATE notification_channels SET last_sent_at = $2, last_error = NULL
        FROM done WHERE id = done.channel""",
        delivery,
        at,
    )


async def not_sent(delivery: UUID, state: str, error: str, *, at: datetime) -> None:
    """Record why an attempt failed; `state` is retrying, failed or skipped."""
    await execute(
        """WITH done AS (
            UPDATE deliveries SET state = $2, error = $3, updated_at = $4
            WHERE id = $1 RETURNING channel)
        UPDATE notification_channels SET last_error = $3
        FROM done WHERE id = done.channel AND $2 <> 'skipped'""",
        delivery,
        state,
        error,
        at,
    )


async def skip_waiting(why: str, *, at: datetime) -> None:
    """Send nothing of what has not been sent yet."""
    await execute(
        "UPDATE deliveries SET state = 'skipped', error = $1, updated_at = $2"
        " WHERE state IN ('waiting', 'sending', 'retrying')",
        why,
        at,
    )


async def page(person: UUID, *, before: UUID | None, limit: int) -> Page[Delivery]:
    """A stretch of `person`'s delivery log older than `before`, newest first."""
    rows = await fetch(
        """SELECT d.id, d.notification AS notification_id, n.title, d.channel AS channel_id,
            d.channel_name, d.state, d.attempts, d.error, d.created_at, d.updated_at, d.sent_at
        FROM deliveries d JOIN notifications n ON n.id = d.notification
        WHERE n.person = $1 AND ($2::uuid IS NULL OR d.id < $2)
        ORDER BY d.id DESC LIMIT $3""",
        person,
        before,
        limit + 1,
    )
    items, cursor = cut([Delivery(**row) for row in rows], limit)
    total: int = await fetchval(
        """SELECT count(*) FROM deliveries d JOIN notifications n ON n.id = d.notification
        WHERE n.person = $1""",
        person,
    )
    return Page(items=items, total=total, next_cursor=cursor)
