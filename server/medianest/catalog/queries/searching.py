"""Finding titles among those that were seen once, for when TMDB is away or must not choose."""

from collections.abc import Sequence
from datetime import date

import msgspec

from medianest.catalog.queries.titles import COLUMNS, TEXTS, Known, known, seen_by
from medianest.infra.database import Row, fetch, fetchval
from medianest.kit.media import MediaType

# Titles are few, tens of thousands at most, and people wait for this only while TMDB is away:
# going through them all needs no index of every three letters.
_FITS = r"""NOT EXISTS (SELECT FROM unnest($1::text[]) AS word
    WHERE t.title NOT ILIKE word AND t.original_title NOT ILIKE word
    AND coalesce(x.title, '') NOT ILIKE word)"""
_ORDERS = {
    "popularity": "t.popularity DESC",
    "vote": "t.vote_average DESC, t.vote_count DESC",
    "date": "t.release_date DESC NULLS LAST",
    "title": "coalesce(x.title, t.title)",
}
_FEW_VOTES = 50


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """What titles are to be like."""

    media_type: MediaType
    genre: int | None = None
    year_from: int | None = None
    year_to: int | None = None
    vote_from: float | None = None
    sort: str = "popularity"


async def search(  # noqa: PLR0913 - what a search is made of
    words: Sequence[str],
    language: str,
    *,
    media_type: MediaType | None,
    year: int | None,
    age_limit: int | None,
    start: int,
    size: int,
) -> tuple[list[Known], int]:
    """Titles that hold every word in one of their names, and how many there are."""
    patterns = [f"%{_escaped(word)}%" for word in words]
    where = f"""{_FITS} AND ($3::varchar IS NULL OR t.media_type = $3) AND {seen_by("$5")}
        AND ($4::int IS NULL OR extract(year FROM t.release_date) = $4)"""
    return await _page(
        where,
        "t.popularity DESC, t.tmdb_id",
        [patterns, language, media_type, year, age_limit],
        language="$2",
        start=start,
        size=size,
    )


async def discover(
    wishes: Wishes, language: str, *, age_limit: int | None, start: int, size: int
) -> tuple[list[Known], int]:
    """Stored titles that are as wished, and how many there are."""
    since = date(wishes.year_from, 1, 1) if wishes.year_from else None
    until = date(wishes.year_to, 12, 31) if wishes.year_to else None
    where = f"""t.media_type = $1 AND ($3::int IS NULL OR t.genres @> ARRAY[$3::int])
        AND ($4::date IS NULL OR t.release_date >= $4)
        AND ($5::date IS NULL OR t.release_date <= $5)
        AND ($6::float8 IS NULL OR t.vote_average >= $6) AND {seen_by("$7")}
        AND ($8::int = 0 OR t.vote_count >= $8)"""
    fewest = _FEW_VOTES if wishes.sort == "vote" else 0
    return await _page(
        where,
        f"{_ORDERS[wishes.sort]}, t.tmdb_id",
        [
            *(wishes.media_type, language, wishes.genre, since, until, wishes.vote_from),
            *(age_limit, fewest),
        ],
        language="$2",
        start=start,
        size=size,
    )


async def _page(  # noqa: PLR0913 - the parts of a statement
    where: str, order: str, args: list[object], *, language: str, start: int, size: int
) -> tuple[list[Known], int]:
    source = f"FROM titles t {TEXTS} = {language} WHERE {where}"
    rows: list[Row] = await fetch(
        f"""
        SELECT {COLUMNS}, count(*) OVER () AS matches {source}
        ORDER BY {order} OFFSET ${len(args) + 1} LIMIT ${len(args) + 2}
        """,
        *args,
        start,
        size,
    )
    if rows or not start:
        return [known(row) for row in rows], rows[0]["matches"] if rows else 0
    return [], await fetchval(f"SELECT count(*) {source}", *args)


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
