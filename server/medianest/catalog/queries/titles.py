"""Titles as they are stored, read without asking anybody."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

import msgspec

from medianest.catalog.queries.storing import TABLES
from medianest.infra.database import Row, fetch, fetchrow, fetchval
from medianest.kit.media import MediaType, TitleKey

TEXTS = """LEFT JOIN title_texts x
    ON x.media_type = t.media_type AND x.tmdb_id = t.tmdb_id AND x.language"""
COLUMNS = """t.media_type, t.tmdb_id, coalesce(x.title, t.title) AS title,
    coalesce(nullif(x.overview, ''), t.overview) AS overview,
    coalesce(x.poster_path, t.poster_path) AS poster_path, t.backdrop_path, t.release_date,
    t.vote_average, t.genres, t.min_age"""


def seen_by(limit: str) -> str:
    """The condition that keeps out what a viewer with the age limit `limit` may not see."""
    return f"t.title <> '' AND NOT t.adult AND ({limit}::int IS NULL OR t.min_age <= {limit}::int)"


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A title as a card shows it."""

    key: TitleKey
    title: str
    overview: str
    poster_path: str | None
    backdrop_path: str | None
    release_date: date | None
    vote_average: float
    genres: list[int]
    min_age: int | None


class Title(msgspec.Struct, frozen=True, kw_only=True):
    """A title as the slices above know it; `runtime` in minutes, of a show an episode's."""

    key: TitleKey
    title: str
    year: int | None
    poster_path: str | None
    min_age: int | None
    genres: list[int]
    runtime: int | None
    release_date: date | None
    imdb_id: str | None
    tvdb_id: int | None
    status: str
    vote_average: float
    original_language: str
    certifications: dict[str, str]
    fetched_at: datetime | None


async def cards(keys: Sequence[TitleKey], language: str, limit: int | None) -> list[Known]:
    """Those of `keys` that may be seen, in the same order."""
    if not keys:
        return []
    rows = await fetch(
        f"""
        SELECT {COLUMNS}
        FROM unnest($1::varchar[], $2::int[]) WITH ORDINALITY AS k(media_type, tmdb_id, place)
        JOIN titles t ON t.media_type = k.media_type AND t.tmdb_id = k.tmdb_id
        {TEXTS} = $3
        WHERE {seen_by("$4")}
        ORDER BY k.place
        """,  # noqa: S608 - constants
        [key.media_type for key in keys],
        [key.tmdb_id for key in keys],
        language,
        limit,
    )
    return [known(row) for row in rows]


async def unrated(keys: Sequence[TitleKey]) -> list[TitleKey]:
    """Those of `keys` of which nobody has asked yet for whom they are suitable."""
    rows = await fetch(
        """
        SELECT t.media_type, t.tmdb_id
        FROM unnest($1::varchar[], $2::int[]) AS k(media_type, tmdb_id)
        JOIN titles t ON t.media_type = k.media_type AND t.tmdb_id = k.tmdb_id
        WHERE t.fetched_at IS NULL
        """,
        [key.media_type for key in keys],
        [key.tmdb_id for key in keys],
    )
    return [_key(row) for row in rows]


async def collections_for(limit: int, numbers: Sequence[int]) -> set[int]:
    """Those collections of which a film is known to be for the age `limit`."""
    rows = await fetch(
        "SELECT DISTINCT collection FROM films WHERE collection = ANY($1) AND min_age <= $2",
        list(numbers),
        limit,
    )
    return {row["collection"] for row in rows}


async def titles(keys: Collection[TitleKey], language: str) -> list[Title]:
    """What is known of `keys`; nothing of those that were never seen."""
    found: list[Title] = []
    for media_type, table in TABLES.items():
        numbers = [key.tmdb_id for key in keys if key.media_type == media_type]
        if not numbers:
            continue
        rows = await fetch(
            f"""
            SELECT t.tmdb_id, coalesce(x.title, t.title) AS title, t.genres, t.runtime, t.min_age,
                coalesce(x.poster_path, t.poster_path) AS poster_path, t.release_date, t.imdb_id,
                t.tvdb_id, t.status, t.vote_average, t.original_language, t.certifications,
                t.fetched_at
            FROM {table} t LEFT JOIN title_texts x
                ON x.media_type = $2 AND x.tmdb_id = t.tmdb_id AND x.language = $3
            WHERE t.tmdb_id = ANY($1) AND t.title <> '' AND NOT t.adult
            """,  # noqa: S608 - constants
            numbers,
            media_type,
            language,
        )
        found += [_title(row, media_type) for row in rows]
    return found


async def by_external(
    media_type: MediaType, *, imdb_id: str | None, tvdb_id: int | None
) -> int | None:
    """The number at TMDB of what others call so."""
    number: int | None = await fetchval(
        f"""
        SELECT tmdb_id FROM {TABLES[media_type]} WHERE imdb_id = $1 OR tvdb_id = $2
        ORDER BY (imdb_id = $1) IS TRUE DESC LIMIT 1
        """,  # noqa: S608 - constants
        imdb_id,
        tvdb_id,
    )
    return number


async def updated_at(key: TitleKey) -> datetime | None:
    """When a title was last heard of."""
    row = await fetchrow(
        f"SELECT updated_at FROM {TABLES[key.media_type]} WHERE tmdb_id = $1",  # noqa: S608 - constants
        key.tmdb_id,
    )
    return None if row is None else row["updated_at"]


def known(row: Row) -> Known:
    """A row of `COLUMNS` as a struct."""
    return Known(
        key=_key(row),
        title=row["title"],
        overview=row["overview"],
        poster_path=row["poster_path"],
        backdrop_path=row["backdrop_path"],
        release_date=row["release_date"],
        vote_average=row["vote_average"],
        genres=row["genres"],
        min_age=row["min_age"],
    )


def _key(row: Row) -> TitleKey:
    return TitleKey(media_type=row["media_type"], tmdb_id=row["tmdb_id"])


def _title(row: Row, media_type: MediaType) -> Title:
    fields = dict(row)
    released = fields["release_date"]
    key = TitleKey(media_type=media_type, tmdb_id=fields.pop("tmdb_id"))
    return Title(key=key, year=released.year if released else None, **fields)
