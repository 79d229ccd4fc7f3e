"""Statements about quotas: what is allowed, what was fetched, what it takes up."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec

from medianest.downloads.quotas.schemas import DownloadLimits
from medianest.household.quotas import Limit, RollingLimit
from medianest.infra.database import Lock, Row, execute, fetch, fetchrow, fetchval

# Where links are not limited; the column wants some.
_ANY_DAYS = 7
# What came to nothing has cost the household nothing; a file is kept, whatever happened afterwards.
_COUNTS = "(file IS NOT NULL OR state NOT IN ('cancelled', 'failed'))"
_TIMES = f"""
    SELECT ordered_at FROM youtube_downloads
    WHERE requested_by = $1 AND ordered_at > $2 AND id IS DISTINCT FROM $3 AND {_COUNTS}
    UNION ALL SELECT ordered_at FROM download_leavings WHERE person = $1 AND ordered_at > $2"""  # noqa: S608 - constants


class Allowed(msgspec.Struct, frozen=True, kw_only=True):
    """Whose limits: the role, and the person's own ones, if any."""

    role: str
    own: DownloadLimits | None


async def lock_person(who: UUID) -> None:
    """Let nobody else count or add what `who` has fetched until this transaction ends."""
    await Lock("downloads.person", str(who)).hold()


async def lock_disk() -> None:
    """Let nobody else promise room on the disk until this transaction ends; after a person."""
    await Lock("downloads.disk").hold()


async def allowed(person: UUID) -> Allowed | None:
    """The person's role and own limits; None if there is no such person."""
    row = await fetchrow(
        """SELECT u.role, q.id, q.downloads, q.days, q.gigabytes
        FROM users u LEFT JOIN download_quotas q ON q.person = u.id
        WHERE u.id = $1 AND u.deleted_at IS NULL""",
        person,
    )
    if row is None:
        return None
    return Allowed(role=row["role"], own=None if row["id"] is None else _limits(row))


def _limits(row: Row) -> DownloadLimits:
    links, room = row["downloads"], row["gigabytes"]
    return DownloadLimits(
        downloads=None if links is None else RollingLimit(limit=links, days=row["days"]),
        gigabytes=None if room is None else Limit(limit=room),
    )


async def put(row: UUID, person: UUID, wanted: DownloadLimits, *, at: datetime) -> None:
    """Set the person's own limits."""
    links, room = wanted.downloads, wanted.gigabytes
    await execute(
        """INSERT INTO download_quotas (id, person, downloads, days, gigabytes, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (person) DO UPDATE SET
            downloads = excluded.downloads, days = excluded.days, gigabytes = excluded.gigabytes,
            updated_at = excluded.updated_at""",
        row,
        person,
        links and links.limit,
        links.days if links else _ANY_DAYS,
        room and room.limit,
        at,
    )


async def drop(person: UUID) -> None:
    """Lift the person's own limits, if there are any."""
    await execute("DELETE FROM download_quotas WHERE person = $1", person)


async def counted(person: UUID, since: datetime, *, without: UUID | None = None) -> int:
    """How many links `person` has had fetched since."""
    found: int = await fetchval(
        f"SELECT count(*) FROM ({_TIMES}) AS times",  # noqa: S608 - constants
        person,
        since,
        without,
    )
    return found


async def oldest(person: UUID, since: datetime, *, skip: int) -> datetime | None:
    """When the oldest but `skip` of those links was submitted."""
    found: datetime | None = await fetchval(
        f"SELECT ordered_at FROM ({_TIMES}) AS times ORDER BY ordered_at OFFSET $4 LIMIT 1",  # noqa: S608 - constants
        person,
        since,
        None,
        skip,
    )
    return found


async def taken(person: UUID, *, without: UUID | None = None) -> int:
    """Bytes that `person`'s downloads take up or have been promised."""
    found: int = await fetchval(
        """SELECT ((SELECT coalesce(sum(holds), 0) FROM youtube_downloads
                WHERE requested_by = $1 AND id IS DISTINCT FROM $2)
            + (SELECT coalesce(sum(size), 0) FROM download_leavings
                WHERE person = $1 AND there))::bigint""",
        person,
        without,
    )
    return found


async def promised(*, without: UUID) -> int:
    """Bytes that running downloads, except `without`, have still to write.

    What has arrived is put together in a copy.
    """
    found: int = await fetchval(
        """SELECT coalesce(sum(CASE state WHEN 'processing' THEN holds ELSE greatest(
            holds - coalesce((progress->>'downloadedBytes')::bigint, 0), 0) END), 0)::bigint
        FROM youtube_downloads
        WHERE state IN ('probing', 'downloading', 'processing') AND id <> $1""",
        without,
    )
    return found


async def hold(download: UUID, size: int, *, ticket: int) -> None:
    """Promise `size` bytes of the disk to a download that is still being fetched."""
    await execute(
        """UPDATE youtube_downloads SET holds = $3
        WHERE id = $1 AND ticket = $2 AND state IN ('probing', 'downloading', 'processing')""",
        download,
        ticket,
        size,
    )


async def leave(download: UUID, *, there: bool) -> None:
    """Remember what a published download has cost, for its row is about to go."""
    await execute(
        """INSERT INTO download_leavings (id, person, ordered_at, path, size, there)
        SELECT id, requested_by, ordered_at, file->>'path', (file->>'size')::bigint, $2
        FROM youtube_downloads WHERE id = $1 AND file IS NOT NULL
        ON CONFLICT (id) DO NOTHING""",
        download,
        there,
    )


async def files() -> dict[UUID, str]:
    """Where every published file should lie, those of removed downloads among them."""
    rows = await fetch(
        """SELECT id, file->>'path' AS path FROM youtube_downloads WHERE file IS NOT NULL
        UNION ALL SELECT id, path FROM download_leavings WHERE there"""
    )
    return {row["id"]: row["path"] for row in rows}


async def note_gone(gone: Collection[UUID], *, before: datetime) -> None:
    """Count only files that are still there; forget leavings from `before` that are not."""
    await execute(
        """UPDATE youtube_downloads
        SET holds = CASE WHEN id = ANY($1) THEN 0 ELSE (file->>'size')::bigint END
        WHERE file IS NOT NULL
            AND holds <> CASE WHEN id = ANY($1) THEN 0 ELSE (file->>'size')::bigint END""",
        list(gone),
    )
    await execute("UPDATE download_leavings SET there = false WHERE id = ANY($1)", list(gone))
    await execute("DELETE FROM download_leavings WHERE NOT there AND ordered_at < $1", before)
