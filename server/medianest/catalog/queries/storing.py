"""Writing down what TMDB told about titles.

Rows are written in the order of their numbers, films before shows, all of a kind by one statement:
two answers that mention the same titles never wait for one another in a circle.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from medianest.catalog.facts import Details, Summary
from medianest.infra.database import execute
from medianest.kit.media import MediaType, TitleKey

TABLES: Mapping[MediaType, str] = {"movie": "films", "tv": "shows"}
RENEW_AFTER = timedelta(days=7)
"""How long details of a title that somebody cares about are good without any news."""

_SHAPE = """tmdb_id int, title text, overview text, original_title text, original_language text,
    release_date date, genres int[], popularity float8, vote_average float8, vote_count int,
    poster_path text, backdrop_path text"""
_NAMES = """tmdb_id, title, overview, original_title, original_language, release_date, genres,
    popularity, vote_average, vote_count, poster_path, backdrop_path"""


async def remember(titles: Sequence[Summary], language: str, *, own: bool) -> None:
    """Write down titles as seen in `language`; `own` says that it is the household's."""
    for media_type, table in TABLES.items():
        rows = [_row(one) for one in titles if one.key.media_type == media_type]
        if not rows:
            continue
        await execute(_upsert(table), rows, own)
        if not own:
            await execute(_TEXTS, rows, media_type, language)


async def fill(details: Details, *, min_age: int | None) -> None:
    """Add what only a title's own answer tells to its row, which is there already."""
    key = details.summary.key
    await execute(
        f"""
        UPDATE {TABLES[key.media_type]} t SET imdb_id = $2, tvdb_id = $3, runtime = $4,
            status = $5, certifications = $6, min_age = $7, collection = $8, names = $10,
            fetched_at = now(),
            due_at = CASE WHEN {_wanted(key.media_type)} THEN now() + $9::interval END
        WHERE tmdb_id = $1
        """,  # noqa: S608 - constants
        key.tmdb_id,
        details.imdb_id,
        details.tvdb_id,
        details.runtime,
        details.status[:40],
        dict(details.certifications),
        min_age,
        details.collection.id if details.collection else None,
        RENEW_AFTER,
        dict(details.names),
    )


async def gone(key: TitleKey) -> None:
    """Note that TMDB no longer knows a title: nobody needs to ask again."""
    await execute(
        f"UPDATE {TABLES[key.media_type]} SET fetched_at = now(), due_at = NULL WHERE tmdb_id = $1",  # noqa: S608 - constants
        key.tmdb_id,
    )


async def care(keys: Collection[TitleKey]) -> None:
    """Keep these titles up to date from now on, also those never heard of."""
    for media_type, table in TABLES.items():
        numbers = sorted({key.tmdb_id for key in keys if key.media_type == media_type})
        if numbers:
            await execute(
                f"""
                INSERT INTO {table} AS t (tmdb_id, cared, due_at, seen_at, updated_at)
                SELECT number, true, now(), now(), now()
                FROM unnest($1::int[]) AS number ORDER BY number
                ON CONFLICT (tmdb_id) DO UPDATE
                SET cared = true, due_at = coalesce(t.due_at,
                    CASE WHEN t.fetched_at IS NULL THEN now() ELSE t.fetched_at + $2::interval END)
                WHERE NOT t.cared
                """,  # noqa: S608 - constants
                numbers,
                RENEW_AFTER,
            )


async def looked_at(key: TitleKey) -> None:
    """Note that somebody opened a title's page; once a day is enough."""
    await execute(
        f"""
        UPDATE {TABLES[key.media_type]}
        SET seen_at = now(), due_at = coalesce(due_at, now() + $2::interval)
        WHERE tmdb_id = $1 AND seen_at < now() - interval '1 day'
        """,  # noqa: S608 - constants
        key.tmdb_id,
        RENEW_AFTER,
    )


def _wanted(media_type: MediaType) -> str:
    return f"""(t.cared OR t.seen_at > now() - interval '30 days' OR EXISTS (
        SELECT FROM media_list_items i
        WHERE i.media_type = '{media_type}' AND i.tmdb_id = t.tmdb_id))"""


def _upsert(table: str) -> str:
    return f"""
        INSERT INTO {table} AS t ({_NAMES}, seen_at, updated_at)
        SELECT {_NAMES}, now(), now()
        FROM jsonb_to_recordset($1::jsonb) AS x({_SHAPE}) ORDER BY tmdb_id
        ON CONFLICT (tmdb_id) DO UPDATE SET
            title = CASE WHEN $2 OR t.title = '' THEN excluded.title ELSE t.title END,
            overview = CASE WHEN excluded.overview <> '' AND ($2 OR t.overview = '')
                THEN excluded.overview ELSE t.overview END,
            original_title = excluded.original_title,
            original_language = excluded.original_language,
            release_date = excluded.release_date,
            genres = excluded.genres,
            popularity = excluded.popularity,
            vote_average = excluded.vote_average,
            vote_count = excluded.vote_count,
            poster_path = CASE WHEN $2 OR t.poster_path IS NULL
                THEN excluded.poster_path ELSE t.poster_path END,
            backdrop_path = excluded.backdrop_path,
            updated_at = now()
        """  # noqa: S608 - constants


_TEXTS = """
    INSERT INTO title_texts AS t (media_type, tmdb_id, language, title, overview, poster_path)
    SELECT $2, x.tmdb_id, $3, x.title, x.overview, x.poster_path
    FROM jsonb_to_recordset($1::jsonb)
        AS x(tmdb_id int, title text, overview text, poster_path text)
    ORDER BY x.tmdb_id
    ON CONFLICT (media_type, tmdb_id, language) DO UPDATE SET
        title = excluded.title, overview = excluded.overview, poster_path = excluded.poster_path
    """


def _row(one: Summary) -> dict[str, object]:
    return {
        "tmdb_id": one.key.tmdb_id,
        "title": one.title,
        "overview": one.overview,
        "original_title": one.original_title,
        "original_language": one.original_language,
        "release_date": one.released,
        "genres": one.genres,
        "popularity": one.popularity,
        "vote_average": one.vote_average,
        "vote_count": one.vote_count,
        "poster_path": one.poster_path,
        "backdrop_path": one.backdrop_path,
    }
