"""Genres, and what they are called elsewhere."""

from collections.abc import Sequence

import msgspec

from medianest.catalog.facts import Named
from medianest.infra.database import execute, fetch
from medianest.kit.media import MediaType

MOST_LANGUAGES = 8
"""In which lists are kept; each costs as many questions as all lists have pages."""


class StoredGenre(msgspec.Struct, frozen=True):
    """A genre; `translated` says that its name is in the language that was asked for."""

    media_type: MediaType
    tmdb_id: int
    name: str
    translated: bool


async def remember(
    media_type: MediaType, genres: Sequence[Named], language: str, *, own: bool
) -> None:
    """Write down what genres are called in `language`; `own` says that it is ours."""
    rows = [{"tmdb_id": one.id, "name": one.name} for one in genres]
    await execute(
        """
        INSERT INTO genres AS g (media_type, tmdb_id, name)
        SELECT DISTINCT ON (tmdb_id) $2::text, tmdb_id, name
        FROM jsonb_to_recordset($1::jsonb) AS x(tmdb_id int, name text)
        ORDER BY tmdb_id
        ON CONFLICT (media_type, tmdb_id) DO UPDATE SET name = excluded.name
        WHERE $3 AND g.name <> excluded.name
        """,
        rows,
        media_type,
        own,
    )
    await execute(
        """
        INSERT INTO genre_translations AS t (genre, language, name)
        SELECT DISTINCT ON (g.id) g.id, $3::text, x.name
        FROM jsonb_to_recordset($1::jsonb) AS x(tmdb_id int, name text)
        JOIN genres g ON g.media_type = $2 AND g.tmdb_id = x.tmdb_id
        ORDER BY g.id
        ON CONFLICT (genre, language) DO UPDATE SET name = excluded.name
        WHERE t.name <> excluded.name
        """,
        rows,
        media_type,
        language,
    )


async def named(media_type: MediaType | None, language: str) -> list[StoredGenre]:
    """All genres by name."""
    rows = await fetch(
        """
        SELECT g.media_type, g.tmdb_id, coalesce(t.name, g.name) AS name,
            t.id IS NOT NULL AS translated
        FROM genres g LEFT JOIN genre_translations t ON t.genre = g.id AND t.language = $2
        WHERE $1::varchar IS NULL OR g.media_type = $1 ORDER BY 3, 1
        """,
        media_type,
        language,
    )
    return [StoredGenre(*row.values()) for row in rows]


async def note_language(language: str) -> bool | None:
    """Note that somebody reads in `language`; whether that is new, None for one among too many."""
    rows = await fetch(
        """
        INSERT INTO catalog_languages AS l (language, seen_at)
        SELECT $1::varchar, now() WHERE (
            SELECT count(*) FROM catalog_languages
            WHERE language <> $1 AND seen_at > now() - interval '30 days') < $2
        ON CONFLICT (language) DO UPDATE SET seen_at = now()
        RETURNING (xmax = 0) AS added
        """,
        language,
        MOST_LANGUAGES,
    )
    return rows[0]["added"] if rows else None


async def languages(most: int) -> list[str]:
    """The languages that were read in lately, the last one first."""
    rows = await fetch(
        """
        SELECT language FROM catalog_languages WHERE seen_at > now() - interval '30 days'
        ORDER BY seen_at DESC LIMIT $1
        """,
        most,
    )
    return [row["language"] for row in rows]
