"""Writing items: added, changed, gone."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

import msgspec

from medianest.infra.database import execute, fetch, fetchval
from medianest.kit.media import TitleKey
from medianest.plex.library.items import Item, encoded
from medianest.plex.library.queries.presence import MEDIA_TYPES

_PLAIN: Final = (
    "parent_key bigint, show_key bigint, show_title text, season int, episode int, title text,"
    " sort_title text, year int, summary text, content_rating text, min_age int, duration bigint,"
    " imdb_id text, tvdb_id bigint, resolution text, hd bool, uhd bool, hdr bool, size bigint,"
    " files int, view_count int, thumb text, subtype text, child_count int, hash bigint"
)
_NAMES: Final = [column.split()[0] for column in _PLAIN.split(", ")]
_SLICE: Final = 2000
_LAST: Final = 2**63 - 1
_TIMES: Final = ("added_at", "updated_at", "last_viewed_at")
# Until Postgres has looked at a new library, it takes "of this server" for few items and reads them
# all to find some by their keys. A LATERAL with LIMIT can only be answered key by key.
_BY_KEY: Final = """unnest($2::bigint[]) AS key, LATERAL (
    SELECT * FROM plex_items WHERE server = $1 AND rating_key = key LIMIT 1) i"""
_SAVE: Final = f"""
    WITH given AS (
        SELECT * FROM jsonb_to_recordset($3::jsonb) AS given (
            rating_key bigint, type text, tmdb_id bigint, {_PLAIN},
            {", ".join(f"{name} bigint" for name in _TIMES)})
    ), before AS (
        SELECT stored.* FROM given, LATERAL (
            SELECT rating_key, deleted_at, tmdb_id, hd, uhd, season, episode, show_key
            FROM plex_items WHERE server = $1 AND rating_key = given.rating_key LIMIT 1) stored
    ), written AS (
        INSERT INTO plex_items AS i
            (server, library, rating_key, type, tmdb_id, {", ".join(_NAMES)}, {", ".join(_TIMES)})
        SELECT $1, $2, rating_key, type, tmdb_id, {", ".join(_NAMES)},
            {", ".join(f"to_timestamp({name})" for name in _TIMES)}
        FROM given
        ON CONFLICT (server, rating_key) DO UPDATE SET
            library = excluded.library, type = excluded.type, deleted_at = NULL,
            -- What somebody looked up counts until Plex knows it, or takes it for another title.
            tmdb_id = coalesce(excluded.tmdb_id, CASE
                WHEN (i.imdb_id, i.tvdb_id) IS NOT DISTINCT FROM
                    (excluded.imdb_id, excluded.tvdb_id) THEN i.tmdb_id END),
            {", ".join(f"{name} = excluded.{name}" for name in (*_NAMES, *_TIMES))}
        RETURNING i.*
    )
    SELECT w.id, w.rating_key, w.type, w.tmdb_id, b.tmdb_id AS tmdb_id_before, w.show_key,
        b.rating_key IS NULL OR b.deleted_at IS NOT NULL AS added,
        (w.hd, w.uhd, w.season, w.episode, w.show_key, w.tmdb_id) IS DISTINCT FROM
            (b.hd, b.uhd, b.season, b.episode, b.show_key, b.tmdb_id) AS moved
    FROM written w LEFT JOIN before b USING (rating_key)"""  # noqa: S608 - our own column names


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """An item that was written; `moved` says that what is there of its title is different now."""

    id: int
    rating_key: int
    type: str
    tmdb_id: int | None
    tmdb_id_before: int | None
    show_key: int | None
    added: bool
    moved: bool


async def hashes(server: str, keys: Collection[int]) -> dict[int, int]:
    """The hash of each stored item of `keys` that is not marked as deleted."""
    rows = await fetch(
        f"SELECT i.rating_key, i.hash FROM {_BY_KEY} WHERE i.deleted_at IS NULL",  # noqa: S608 - a constant
        server,
        list(keys),
    )
    return {row["rating_key"]: row["hash"] for row in rows}


async def save(server: str, library: int, items: Sequence[Item]) -> list[Written]:
    """Store `items`, which are there."""
    rows = await fetch(_SAVE, server, library, encoded(items))
    return [Written(**row) for row in rows]


async def survey() -> None:
    """Let Postgres find out at once what the table is like, after it has grown a lot.

    By itself it looks within minutes, and until then works by plans for the small table.
    """
    await execute("ANALYZE plex_items")


async def unseen(server: str, library: int, kind: str, seen: Sequence[int]) -> list[int]:
    """The keys of stored items of that kind that are not among `seen`."""
    ordered = sorted(seen)
    found: list[int] = []
    # Of a long list at once the program would be busy for a quarter of a second.
    for start in range(0, len(ordered) + 1, _SLICE):
        known = ordered[start : start + _SLICE]
        after = ordered[start - 1] if start else -1
        until = known[-1] if len(known) == _SLICE else _LAST
        found += await _unseen_between(server, library, kind, known, (after, until))
    return found


async def _unseen_between(
    server: str, library: int, kind: str, known: Sequence[int], bounds: tuple[int, int]
) -> list[int]:
    rows = await fetch(
        """
        SELECT rating_key FROM plex_items
        WHERE server = $1 AND library = $2 AND type = $3 AND deleted_at IS NULL
            AND rating_key > $4 AND rating_key <= $5 AND rating_key <> ALL($6::bigint[])
        ORDER BY rating_key""",
        server,
        library,
        kind,
        *bounds,
        known,
    )
    return [row["rating_key"] for row in rows]


async def counts(server: str, library: int) -> dict[str, int]:
    """How many items of each kind a library has."""
    rows = await fetch(
        "SELECT type, count(*) FROM plex_items"
        " WHERE server = $1 AND library = $2 AND deleted_at IS NULL GROUP BY type",
        server,
        library,
    )
    return {row["type"]: row["count"] for row in rows}


async def places(server: str, keys: Sequence[int]) -> dict[int, tuple[int, str]]:
    """The library and kind of each stored item of `keys` that is not marked as deleted."""
    rows = await fetch(
        f"SELECT i.rating_key, i.library, i.type FROM {_BY_KEY}"  # noqa: S608 - a constant
        " WHERE i.deleted_at IS NULL",
        server,
        keys,
    )
    return {row["rating_key"]: (row["library"], row["type"]) for row in rows}


async def mark_deleted(server: str, keys: Sequence[int], *, at: datetime) -> list[Written]:
    """Mark items as gone."""
    rows = await fetch(
        f"""
        UPDATE plex_items SET deleted_at = $3
        WHERE id = ANY(ARRAY(SELECT i.id FROM {_BY_KEY})) AND deleted_at IS NULL
        RETURNING id, rating_key, type, tmdb_id, tmdb_id AS tmdb_id_before, show_key""",  # noqa: S608 - a constant
        server,
        keys,
        at,
    )
    return [Written(**row, added=False, moved=True) for row in rows]


async def titles(server: str, written: Sequence[Written]) -> set[TitleKey]:
    """The films and shows that these items are, or are part of, and were before."""
    direct = {
        TitleKey(MEDIA_TYPES[one.type], number)
        for one in written
        if one.type in MEDIA_TYPES
        for number in (one.tmdb_id, one.tmdb_id_before)
        if number is not None
    }
    shows = {one.show_key for one in written if one.show_key is not None}
    if not shows:
        return direct
    rows = await fetch(
        f"SELECT DISTINCT i.tmdb_id FROM {_BY_KEY}"  # noqa: S608 - a constant
        " WHERE i.type = 'show' AND i.tmdb_id IS NOT NULL",
        server,
        list(shows),
    )
    return direct | {TitleKey("tv", row["tmdb_id"]) for row in rows}


async def unmatched(server: str, library: int) -> int:
    """How many films or shows of a library have no number at TMDB."""
    count: int = await fetchval(
        "SELECT count(*) FROM plex_items WHERE server = $1 AND library = $2"
        " AND deleted_at IS NULL AND type IN ('movie', 'show') AND tmdb_id IS NULL",
        server,
        library,
    )
    return count


async def set_members(server: str, collection: int, members: Sequence[int]) -> None:
    """Make `members`, in this order, what a collection holds."""
    await fetch(
        """
        WITH given AS (SELECT * FROM unnest($3::bigint[]) WITH ORDINALITY AS given (item, place)),
        dropped AS (
            DELETE FROM plex_members WHERE server = $1 AND collection = $2
                AND item NOT IN (SELECT item FROM given))
        INSERT INTO plex_members AS m (server, collection, item, place)
        SELECT $1, $2, item, place FROM given
        ON CONFLICT (server, collection, item) DO UPDATE SET place = excluded.place
            WHERE m.place <> excluded.place""",
        server,
        collection,
        list(dict.fromkeys(members)),
    )
