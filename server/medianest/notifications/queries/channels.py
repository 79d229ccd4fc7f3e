"""Statements about channels and preferences."""

from datetime import datetime
from uuid import UUID

from medianest.infra.database import Row, changed, execute, fetch, fetchrow
from medianest.kit.ids import new_id
from medianest.notifications.schemas import Channel, Preference

_COLUMNS = "id, name, url_masked, enabled, language, levels, last_error, last_sent_at, created_at"


async def of(person: UUID) -> list[Channel]:
    """All channels of `person`, oldest first."""
    rows = await fetch(
        f"SELECT {_COLUMNS} FROM notification_channels"  # noqa: S608 - our own column names
        " WHERE person = $1 ORDER BY id",
        person,
    )
    return [Channel(**row) for row in rows]


async def find(person: UUID, channel: UUID) -> Channel | None:
    """The channel, if it is `person`'s."""
    row = await fetchrow(
        f"SELECT {_COLUMNS} FROM notification_channels"  # noqa: S608 - our own column names
        " WHERE id = $2 AND person = $1",
        person,
        channel,
    )
    return Channel(**row) if row else None


async def sealed_url(person: UUID, channel: UUID) -> str | None:
    """The sealed address of the channel, if it is `person`'s."""
    row = await fetchrow(
        "SELECT url_sealed FROM notification_channels WHERE id = $2 AND person = $1",
        person,
        channel,
    )
    return row["url_sealed"] if row else None


async def add(person: UUID, channel: Channel, *, url_sealed: str, most: int) -> bool:
    """Keep a new channel; False when `person` has `most` of them already."""
    row: Row | None = await fetchrow(
        """INSERT INTO notification_channels
            (id, person, name, url_sealed, url_masked, enabled, levels, created_at, language)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
        WHERE (SELECT count(*) FROM notification_channels WHERE person = $2) < $10
        RETURNING id""",
        channel.id,
        person,
        channel.name,
        url_sealed,
        channel.url_masked,
        channel.enabled,
        channel.levels,
        channel.created_at,
        channel.language,
        most,
    )
    return row is not None


async def change(person: UUID, channel: Channel, *, url_sealed: str | None) -> Channel | None:
    """Store the new name, switch, language and levels, and the address if there is a new one."""
    row = await fetchrow(
        f"""UPDATE notification_channels SET name = $3, enabled = $4, levels = $5,
            language = $8, url_masked = $6, url_sealed = coalesce($7, url_sealed),
            last_error = CASE WHEN $7::text IS NULL THEN last_error END
        WHERE id = $2 AND person = $1 RETURNING {_COLUMNS}""",  # noqa: S608 - our own column names
        person,
        channel.id,
        channel.name,
        channel.enabled,
        channel.levels,
        channel.url_masked,
        url_sealed,
        channel.language,
    )
    return Channel(**row) if row else None


async def remove(person: UUID, channel: UUID) -> bool:
    """Forget a channel; False when `person` has no such one."""
    gone = await changed(
        "DELETE FROM notification_channels WHERE id = $2 AND person = $1", person, channel
    )
    return bool(gone)


async def remove_all(person: UUID) -> None:
    """Forget every channel of somebody who left."""
    await execute("DELETE FROM notification_channels WHERE person = $1", person)


async def tested(channel: UUID, *, error: str | None, at: datetime) -> None:
    """Record what came of a test message."""
    await execute(
        """UPDATE notification_channels SET last_error = $2,
            last_sent_at = CASE WHEN $2::text IS NULL THEN $3 ELSE last_sent_at END
        WHERE id = $1""",
        channel,
        error,
        at,
    )


async def preferences(person: UUID) -> list[Preference]:
    """A line for each kind that `person` was told or has decided about."""
    rows = await fetch(
        """SELECT kind, coalesce(p.channels, true) AS channels
        FROM (SELECT DISTINCT kind FROM notifications WHERE person = $1) told
        FULL JOIN (SELECT kind, channels FROM notification_preferences WHERE person = $1) p
            USING (kind)
        ORDER BY kind""",
        person,
    )
    return [Preference(**row) for row in rows]


async def prefer(person: UUID, kind: str, *, channels: bool) -> None:
    """Remember whether `kind` goes over `person`'s channels."""
    await execute(
        """INSERT INTO notification_preferences (id, person, kind, channels)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (person, kind) DO UPDATE SET channels = excluded.channels""",
        new_id(),
        person,
        kind,
        channels,
    )
