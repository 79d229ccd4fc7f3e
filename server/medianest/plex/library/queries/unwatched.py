"""What nobody watched."""

from collections.abc import Sequence
from datetime import datetime

from medianest.infra.database import execute, fetch
from medianest.plex.library.unwatched import Unwatched


async def unwatched(*, added_before: datetime, limit: int) -> Sequence[Unwatched]:
    """Films and shows of which the owner watched nothing, all of it there before; largest first."""
    rows = await fetch(
        """
        SELECT i.server, i.rating_key, s.service, i.title, i.added_at, i.tmdb_id,
            CASE i.type WHEN 'movie' THEN 'movie' ELSE 'tv' END AS media_type,
            coalesce(i.size, 0) + coalesce(e.size, 0) AS size
        FROM plex_items i
        JOIN plex_servers s ON s.id = i.server AND s.service IS NOT NULL
        LEFT JOIN LATERAL (
            SELECT sum(size)::bigint AS size, max(view_count) AS views, max(added_at) AS newest
            FROM plex_items e WHERE i.type = 'show' AND e.server = i.server
                AND e.show_key = i.rating_key AND e.type = 'episode' AND e.deleted_at IS NULL
        ) e ON true
        WHERE i.deleted_at IS NULL AND i.type IN ('movie', 'show') AND i.added_at < $1
            AND i.view_count = 0 AND i.last_viewed_at IS NULL
            AND coalesce(e.views, 0) = 0 AND coalesce(e.newest, i.added_at) < $1
        ORDER BY 8 DESC, i.id LIMIT $2""",
        added_before,
        limit,
    )
    return [Unwatched(**row) for row in rows]


async def forget(server: str, rating_key: int, *, at: datetime) -> None:
    """Mark an item and all that belongs to it as gone."""
    await execute(
        "UPDATE plex_items SET deleted_at = $3 WHERE server = $1 AND deleted_at IS NULL"
        " AND (rating_key = $2 OR parent_key = $2 OR show_key = $2)",
        server,
        rating_key,
        at,
    )
