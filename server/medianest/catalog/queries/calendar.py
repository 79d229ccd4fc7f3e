"""What comes out on which day."""

from datetime import date
from uuid import UUID

import msgspec

from medianest.catalog.queries.titles import TEXTS, seen_by
from medianest.infra.database import fetch
from medianest.kit.media import MediaType, TitleKey

_MOST = 3000


class Coming(msgspec.Struct, frozen=True, kw_only=True):
    """A film, or an episode of a show; `listed` on a list of whoever asks."""

    day: date
    key: TitleKey
    title: str
    poster_path: str | None
    min_age: int | None
    season: int | None
    episode: int | None
    name: str | None
    listed: bool


async def between(
    since: date, until: date, viewer: UUID, language: str, age_limit: int | None
) -> list[Coming]:
    """Everything of these days that is known, by day; both days included."""
    rows = await fetch(
        f"""
        SELECT c.day, t.media_type, t.tmdb_id, coalesce(x.title, t.title) AS title,
            coalesce(x.poster_path, t.poster_path) AS poster_path, t.min_age,
            c.season, c.episode, c.name, EXISTS (
                SELECT FROM media_list_items i JOIN media_lists l ON l.id = i.list
                WHERE i.media_type = t.media_type AND i.tmdb_id = t.tmdb_id
                AND (l.person = $3 OR l.made_by = $3)) AS listed
        FROM (
            SELECT f.release_date AS day, 'movie'::varchar AS media_type, f.tmdb_id,
                NULL::int AS season, NULL::int AS episode, NULL::text AS name
            FROM films f WHERE f.release_date BETWEEN $1 AND $2
            UNION ALL
            SELECT e.air_date, 'tv', s.show, s.number, e.number, e.name
            FROM episodes e JOIN seasons s ON s.id = e.season
            WHERE e.air_date BETWEEN $1 AND $2
        ) c
        JOIN titles t ON t.media_type = c.media_type AND t.tmdb_id = c.tmdb_id
        {TEXTS} = $4
        WHERE {seen_by("$5")}
        ORDER BY c.day, t.popularity DESC, c.season, c.episode LIMIT {_MOST}
        """,  # noqa: S608 - constants
        since,
        until,
        viewer,
        language,
        age_limit,
    )
    return [_coming(dict(row)) for row in rows]


def _coming(fields: dict[str, object]) -> Coming:
    media_type: MediaType = "movie" if fields.pop("media_type") == "movie" else "tv"
    number = fields.pop("tmdb_id")
    return msgspec.convert({**fields, "key": {"media_type": media_type, "tmdb_id": number}}, Coming)
