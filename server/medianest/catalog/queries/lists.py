"""Lists of titles, and what stands on them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from medianest.catalog.facts import ListKind, ListMedia
from medianest.catalog.queries.storing import TABLES
from medianest.catalog.queries.titles import COLUMNS, TEXTS, Known, known, seen_by
from medianest.infra.database import changed, execute, fetch, fetchrow, fetchval
from medianest.kit.media import TitleKey

_NOBODY = "coalesce(person, '00000000-0000-0000-0000-000000000000')"
_COLUMNS = """l.id, l.slug, l.title, l.media_type, l.kind, l.updated_at, l.person, l.made_by,
    (SELECT count(*) FROM media_list_items i WHERE i.list = l.id) AS items"""
_SEEN = "(l.person IS NULL OR l.person = $1)"


class NewList(msgspec.Struct, frozen=True, kw_only=True):
    """A list that is to exist; one with a `person` is theirs alone."""

    slug: str
    title: str
    media_type: ListMedia
    kind: ListKind
    position: int = 1000
    person: UUID | None = None
    made_by: UUID | None = None


class StoredList(msgspec.Struct, frozen=True, kw_only=True):
    """A list; `updated_at` is null until it was first filled."""

    id: int
    slug: str
    title: str
    media_type: ListMedia
    kind: ListKind
    updated_at: datetime | None
    person: UUID | None
    made_by: UUID | None
    items: int


async def every(viewer: UUID) -> list[StoredList]:
    """All lists that `viewer` may see."""
    rows = await fetch(
        f"SELECT {_COLUMNS} FROM media_lists l WHERE {_SEEN} ORDER BY l.position, l.title, l.id",  # noqa: S608 - constants
        viewer,
    )
    return [StoredList(**row) for row in rows]


async def one(slug: str, viewer: UUID) -> StoredList | None:
    """The list of this name, the viewer's own before everybody's."""
    row = await fetchrow(
        f"""
        SELECT {_COLUMNS} FROM media_lists l WHERE {_SEEN} AND l.slug = $2
        ORDER BY l.person NULLS LAST LIMIT 1
        """,  # noqa: S608 - constants
        viewer,
        slug,
    )
    return None if row is None else StoredList(**row)


async def declare(wanted: NewList) -> int:
    """Make sure that a list is there, under this title; its number."""
    number: int = await fetchval(
        f"""
        INSERT INTO media_lists AS l (slug, title, media_type, kind, position, person, made_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (slug, {_NOBODY})
        DO UPDATE SET title = excluded.title, position = excluded.position
        RETURNING id
        """,  # noqa: S608 - constants
        *msgspec.structs.astuple(wanted),
    )
    return number


async def make(wanted: NewList) -> bool:
    """Add a list unless its slug is taken."""
    return bool(
        await changed(
            f"""
            INSERT INTO media_lists
                (slug, title, media_type, kind, position, person, made_by, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, now())
            ON CONFLICT (slug, {_NOBODY}) DO NOTHING
            """,  # noqa: S608 - constants
            *msgspec.structs.astuple(wanted),
        )
    )


async def rename(number: int, title: str) -> None:
    """Give a list another title; its address stays."""
    await execute(
        "UPDATE media_lists SET title = $2, updated_at = now() WHERE id = $1", number, title
    )


async def drop(number: int) -> None:
    """Forget a list with all that stands on it."""
    await execute("DELETE FROM media_lists WHERE id = $1", number)


async def fill(number: int, keys: Sequence[TitleKey]) -> None:
    """Let exactly `keys` stand on a list, in this order."""
    kinds, numbers = [key.media_type for key in keys], [key.tmdb_id for key in keys]
    await execute(
        """
        DELETE FROM media_list_items i WHERE list = $1 AND NOT EXISTS (
            SELECT FROM unnest($2::varchar[], $3::int[]) AS k(media_type, tmdb_id)
            WHERE k.media_type = i.media_type AND k.tmdb_id = i.tmdb_id)
        """,
        number,
        kinds,
        numbers,
    )
    await execute(
        """
        INSERT INTO media_list_items AS i (list, media_type, tmdb_id, position)
        SELECT $1, k.media_type, k.tmdb_id, k.place
        FROM unnest($2::varchar[], $3::int[]) WITH ORDINALITY AS k(media_type, tmdb_id, place)
        ON CONFLICT (list, media_type, tmdb_id) DO UPDATE SET position = excluded.position
        WHERE i.position <> excluded.position
        """,
        number,
        kinds,
        numbers,
    )
    await execute("UPDATE media_lists SET updated_at = now() WHERE id = $1", number)


async def put(number: int, key: TitleKey) -> None:
    """Put a title at the end of a list, unless it stands there."""
    await execute(
        """
        INSERT INTO media_list_items (list, media_type, tmdb_id, position)
        SELECT $1, $2, $3, coalesce(max(position), 0) + 1 FROM media_list_items WHERE list = $1
        ON CONFLICT (list, media_type, tmdb_id) DO NOTHING
        """,
        number,
        key.media_type,
        key.tmdb_id,
    )
    await execute("UPDATE media_lists SET updated_at = now() WHERE id = $1", number)


async def take(number: int, key: TitleKey) -> bool:
    """Take a title off a list; False if it did not stand there."""
    return bool(
        await changed(
            "DELETE FROM media_list_items WHERE list = $1 AND media_type = $2 AND tmdb_id = $3",
            number,
            key.media_type,
            key.tmdb_id,
        )
    )


async def page(
    number: int, language: str, *, age_limit: int | None, start: int, size: int
) -> tuple[list[Known], int]:
    """A stretch of what may be seen of a list, and how much that is in all."""
    rows = await fetch(
        f"""
        SELECT {COLUMNS}, count(*) OVER () AS matches
        FROM media_list_items i
        JOIN titles t ON t.media_type = i.media_type AND t.tmdb_id = i.tmdb_id
        {TEXTS} = $2
        WHERE i.list = $1 AND {seen_by("$3")}
        ORDER BY i.position, i.id OFFSET $4 LIMIT $5
        """,  # noqa: S608 - constants
        number,
        language,
        age_limit,
        start,
        size,
    )
    return [known(row) for row in rows], rows[0]["matches"] if rows else start


async def is_foreign(number: int, language: str) -> bool:
    """Whether some title at the top of a list is not known by its name in `language`."""
    found: bool = await fetchval(
        """
        SELECT EXISTS (
            SELECT FROM (SELECT media_type, tmdb_id FROM media_list_items
                WHERE list = $1 ORDER BY position, id LIMIT 20) i
            WHERE NOT EXISTS (SELECT FROM title_texts x WHERE x.media_type = i.media_type
                AND x.tmdb_id = i.tmdb_id AND x.language = $2))
        """,
        number,
        language,
    )
    return found


async def want_details(number: int) -> None:
    """Have the details of a list's titles looked up that nobody has asked for yet."""
    for media_type, table in TABLES.items():
        await execute(
            f"""
            UPDATE {table} t SET due_at = now() FROM media_list_items i
            WHERE i.list = $1 AND i.media_type = '{media_type}' AND i.tmdb_id = t.tmdb_id
            AND t.fetched_at IS NULL AND t.due_at IS NULL
            """,  # noqa: S608 - constants
            number,
        )
