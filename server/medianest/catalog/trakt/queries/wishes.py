"""Watchlists, and which of their titles were handed on."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from medianest.infra.database import changed, execute, fetch, fetchval, transaction
from medianest.kit.media import TitleKey


async def replace(
    link: UUID, person: UUID, wished: Mapping[TitleKey, datetime], *, as_of: datetime | None
) -> bool:
    """Make the stored watchlist the one that was read; False if `link` was replaced meanwhile."""
    async with transaction():
        if not await changed("UPDATE trakt_links SET wished_at = $2 WHERE id = $1", link, as_of):
            return False
        types = [key.media_type for key in wished]
        numbers = [key.tmdb_id for key in wished]
        await execute(
            """
            DELETE FROM trakt_wishes WHERE person = $1 AND (media_type, tmdb_id) NOT IN
                (SELECT * FROM unnest($2::text[], $3::int[]))
            """,
            person,
            types,
            numbers,
        )
        await execute(
            """
            INSERT INTO trakt_wishes (person, media_type, tmdb_id, listed_at)
            SELECT $1, * FROM unnest($2::text[], $3::int[], $4::timestamptz[])
            ON CONFLICT (person, media_type, tmdb_id) DO UPDATE SET listed_at = EXCLUDED.listed_at
            """,
            person,
            types,
            numbers,
            list(wished.values()),
        )
    return True


async def of(person: UUID) -> list[TitleKey]:
    """The watchlist of `person`, the latest wish first."""
    rows = await fetch(
        "SELECT media_type, tmdb_id FROM trakt_wishes WHERE person = $1"
        " ORDER BY listed_at DESC, id DESC",
        person,
    )
    return [TitleKey(**row) for row in rows]


async def not_handed_on(person: UUID) -> list[TitleKey]:
    """What stands on a watchlist that becomes requests and was never handed on, oldest first."""
    rows = await fetch(
        """
        SELECT media_type, tmdb_id FROM trakt_wishes wish
        WHERE person = $1
          AND EXISTS (SELECT FROM trakt_links WHERE person = $1 AND to_requests)
          AND NOT EXISTS (
            SELECT FROM trakt_imports done WHERE done.person = wish.person
                AND done.media_type = wish.media_type AND done.tmdb_id = wish.tmdb_id)
        ORDER BY listed_at, id
        """,
        person,
    )
    return [TitleKey(**row) for row in rows]


async def hand_on(person: UUID, key: TitleKey, *, outcome: str, at: datetime) -> bool:
    """Remember for good that a wish is handed on; False if it was before, or nobody wants it."""
    return bool(
        await fetchval(
            """
            INSERT INTO trakt_imports (person, media_type, tmdb_id, outcome, at)
            SELECT $1, $2, $3, $4, $5
            WHERE EXISTS (SELECT FROM trakt_links WHERE person = $1 AND to_requests)
            ON CONFLICT (person, media_type, tmdb_id) DO NOTHING
            RETURNING true
            """,
            person,
            key.media_type,
            key.tmdb_id,
            outcome,
            at,
        )
    )
