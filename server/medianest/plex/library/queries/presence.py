"""What is there of which title."""

from collections.abc import Collection

import msgspec

from medianest.infra.database import fetch, fetchval
from medianest.kit.media import MediaType, TitleKey
from medianest.plex.library.schemas import Unmatched

MEDIA_TYPES: dict[str, MediaType] = {"movie": "movie", "show": "tv"}


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A film on one server, or a season of a show; a show without episodes has no season."""

    type: str
    tmdb_id: int
    server: str
    rating_key: int
    hd: bool
    uhd: bool
    size: int
    season: int | None
    episodes: list[int] | None
    episodes_4k: list[int] | None


async def parts(keys: Collection[TitleKey]) -> list[Part]:
    """All that is there of `keys`, on the main server first."""
    rows = await fetch(
        """
        SELECT i.type, i.tmdb_id, i.server, i.rating_key, i.hd, i.uhd,
            i.size + coalesce(e.size, 0) AS size, e.season, e.episodes, e.episodes_4k
        FROM plex_items i
        JOIN plex_servers s ON s.id = i.server AND s.service IS NOT NULL
        LEFT JOIN LATERAL (
            SELECT season, sum(size)::bigint AS size,
                array_agg(episode) FILTER (WHERE hd) AS episodes,
                array_agg(episode) FILTER (WHERE uhd) AS episodes_4k
            FROM plex_items
            WHERE server = i.server AND show_key = i.rating_key AND type = 'episode'
                AND deleted_at IS NULL AND season IS NOT NULL AND episode IS NOT NULL
            GROUP BY season
        ) e ON i.type = 'show'
        WHERE i.deleted_at IS NULL AND i.type IN ('movie', 'show')
            AND (i.type, i.tmdb_id) IN (SELECT * FROM unnest($1::text[], $2::bigint[]))
        ORDER BY s.service <> 'plex', s.service, i.id""",
        ["movie" if key.media_type == "movie" else "show" for key in keys],
        [key.tmdb_id for key in keys],
    )
    return [Part(**row) for row in rows]


async def unmatched(limit: int) -> list[Unmatched]:
    """Films and shows whose number at TMDB nobody has looked up today."""
    rows = await fetch(
        """
        UPDATE plex_items SET match_tried_at = now()
        WHERE id IN (
            SELECT id FROM plex_items
            WHERE deleted_at IS NULL AND type IN ('movie', 'show') AND tmdb_id IS NULL
                AND (imdb_id IS NOT NULL OR tvdb_id IS NOT NULL)
                AND (match_tried_at IS NULL OR match_tried_at < now() - interval '1 day')
            ORDER BY match_tried_at NULLS FIRST LIMIT $1 FOR UPDATE SKIP LOCKED)
        RETURNING id, type, imdb_id, tvdb_id, title, year""",
        limit,
    )
    return [Unmatched(**{**row, "type": MEDIA_TYPES[row["type"]]}) for row in rows]


async def match(item: int, tmdb_id: int) -> MediaType | None:
    """Say which title an item is; None when it is no longer one that nobody knows."""
    kind: str | None = await fetchval(
        "UPDATE plex_items SET tmdb_id = $2"
        " WHERE id = $1 AND tmdb_id IS NULL AND type IN ('movie', 'show') RETURNING type",
        item,
        tmdb_id,
    )
    return MEDIA_TYPES[kind] if kind else None
