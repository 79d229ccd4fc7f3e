"""Looking at what the libraries hold."""

from collections.abc import Sequence
from typing import Final, Literal

from medianest.infra.database import Row, fetch, fetchrow, fetchval
from medianest.kit.wire import Wire
from medianest.plex.library.schemas import LibraryItem
from medianest.plex.links import plex_url, poster_url
from medianest.plex.schemas import Collection

Sort = Literal["title", "added", "year"]

_COLUMNS: Final = (
    "i.server, i.library, i.rating_key, i.type, i.show_title, i.season, i.episode, i.title, i.year,"
    " i.summary, i.duration, i.added_at, i.tmdb_id, i.resolution, i.hdr, i.size, i.view_count,"
    " i.last_viewed_at, i.thumb, i.child_count, (SELECT w.tmdb_id FROM plex_items w"
    " WHERE w.server = i.server AND w.rating_key = i.show_key) AS show_tmdb_id"
)
_THERE: Final = (
    "FROM plex_items i JOIN plex_servers s ON s.id = i.server AND s.service IS NOT NULL"
    " WHERE i.deleted_at IS NULL"
)
# Whoever has a limit sees nothing of which nobody says for what age it is.
_AGE: Final = (
    "greatest(i.min_age, (SELECT min_age FROM plex_items w"
    " WHERE w.server = i.server AND w.rating_key = i.show_key))"
)
_OLD_ENOUGH: Final = f"($1::int IS NULL OR {_AGE} <= $1)"
_ORDERS: Final[dict[Sort, str]] = {
    "title": "i.sort_title, i.id",
    "added": "i.added_at DESC NULLS LAST, i.id DESC",
    "year": "i.year DESC NULLS LAST, i.sort_title, i.id",
}


class Wanted(Wire, frozen=True):
    """Which of a library's items; without `type` its films, shows or artists."""

    type: str = ""
    words: str = ""
    resolution: str | None = None
    sort: Sort = "title"


async def library_type(server: str, library: int) -> str | None:
    """What a library holds."""
    kind: str | None = await fetchval(
        "SELECT type FROM plex_libraries WHERE server = $1 AND key = $2", server, library
    )
    return kind


async def items(  # noqa: PLR0913 - what is asked for
    server: str, library: int, wanted: Wanted, *, age: int | None, start: int, limit: int
) -> list[LibraryItem]:
    """A stretch of a library's items of one kind."""
    conditions, given = _narrowed(server, library, wanted, age)
    rows = await fetch(
        f"SELECT {_COLUMNS} {_THERE} AND {conditions}"
        f" ORDER BY {_ORDERS[wanted.sort]} LIMIT {limit} OFFSET {start}",
        *given,
    )
    return [_item(row) for row in rows]


async def count(server: str, library: int, wanted: Wanted, *, age: int | None) -> int:
    """How many such items there are."""
    conditions, given = _narrowed(server, library, wanted, age)
    # Joined to its server, as in a list, each item would have it looked up anew.
    total: int = await fetchval(
        f"SELECT count(*) FROM plex_items i WHERE i.deleted_at IS NULL AND {conditions}"  # noqa: S608 - our own words
        " AND $1 IN (SELECT id FROM plex_servers WHERE service IS NOT NULL)",
        *given,
    )
    return total


def _narrowed(
    server: str, library: int, wanted: Wanted, age: int | None
) -> tuple[str, list[object]]:
    conditions = "i.server = $1 AND i.library = $2 AND i.type = $3"
    given: list[object] = [server, library, wanted.type]
    # A condition that everything fits would keep Postgres from counting in an index.
    for condition, value in (
        (f"{_AGE} <=", age),
        ("i.title ILIKE", f"%{_plain(wanted.words)}%" if wanted.words else None),
        ("i.resolution =", wanted.resolution),
    ):
        if value is not None:
            given.append(value)
            conditions += f" AND {condition} ${len(given)}"
    return conditions, given


async def newest(*, age: int | None, limit: int) -> list[LibraryItem]:
    """What was added to any library last."""
    rows = await fetch(
        f"""SELECT {_COLUMNS} {_THERE} AND {_OLD_ENOUGH}
            AND i.type IN ('movie', 'episode', 'album')
        ORDER BY i.added_at DESC, i.id DESC LIMIT $2""",
        age,
        limit,
    )
    return [_item(row) for row in rows]


async def search(tsquery: str, words: str, *, age: int | None, limit: int) -> list[LibraryItem]:
    """What has these words in its title, else what has them in the middle of its words."""
    order = """ORDER BY array_position(
        ARRAY['movie', 'show', 'collection', 'artist', 'album', 'episode', 'season']::text[],
        i.type::text), i.title, i.id LIMIT $3"""
    here = f"SELECT {_COLUMNS} {_THERE} AND {_OLD_ENOUGH}"
    rows = []
    if tsquery:
        rows = await fetch(
            f"{here} AND to_tsvector('simple', i.title) @@ to_tsquery('simple', $2) {order}",
            age,
            tsquery,
            limit,
        )
    if not rows:
        rows = await fetch(f"{here} AND i.title ILIKE $2 {order}", age, f"%{_plain(words)}%", limit)
    return [_item(row) for row in rows]


async def by_ids(ids: Sequence[int]) -> list[LibraryItem]:
    """Items by our own ids."""
    rows = await fetch(f"SELECT {_COLUMNS} {_THERE} AND i.id = ANY($1) ORDER BY i.id", ids)
    return [_item(row) for row in rows]


async def collections(server: str, library: int) -> list[Collection]:
    """A library's collections by title."""
    rows = await fetch(
        """
        SELECT rating_key::text, title, coalesce(child_count, 0) AS count FROM plex_items
        WHERE server = $1 AND library = $2 AND type = 'collection' AND deleted_at IS NULL
        ORDER BY sort_title, id""",
        server,
        library,
    )
    return [Collection(**row) for row in rows]


async def collection(server: str, key: int) -> Collection | None:
    """One collection."""
    row = await fetchrow(
        "SELECT rating_key::text, title, coalesce(child_count, 0) AS count FROM plex_items"
        " WHERE server = $1 AND rating_key = $2 AND type = 'collection' AND deleted_at IS NULL",
        server,
        key,
    )
    return Collection(**row) if row else None


async def members(server: str, key: int, *, age: int | None) -> list[LibraryItem]:
    """What a collection holds, in its order."""
    rows = await fetch(
        f"""SELECT {_COLUMNS} {_THERE} AND {_OLD_ENOUGH} AND i.server = $2 AND i.rating_key IN (
                SELECT item FROM plex_members WHERE server = $2 AND collection = $3)
        ORDER BY (SELECT place FROM plex_members m WHERE m.server = $2 AND m.collection = $3
            AND m.item = i.rating_key) LIMIT 1000""",  # noqa: S608 - our own column names
        age,
        server,
        key,
    )
    return [_item(row) for row in rows]


def _plain(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _item(row: Row) -> LibraryItem:
    episode = row["type"] == "episode"
    return LibraryItem(
        rating_key=str(row["rating_key"]),
        type=row["type"],
        title=row["title"],
        show=row["show_title"] if episode else None,
        season=row["season"],
        episode=row["episode"],
        year=row["year"],
        summary=row["summary"],
        duration=row["duration"] / 1000 if row["duration"] else None,
        added_at=row["added_at"],
        library_key=row["library"],
        server=row["server"],
        poster=poster_url(row["server"], row["rating_key"], row["thumb"]),
        tmdb_id=row["tmdb_id"] if row["type"] in {"movie", "show"} else row["show_tmdb_id"],
        resolution=row["resolution"],
        hdr=row["hdr"],
        size=row["size"],
        episodes=row["child_count"] if row["type"] in {"show", "season"} else None,
        view_count=row["view_count"],
        last_viewed_at=row["last_viewed_at"],
        plex_url=plex_url(row["server"], row["rating_key"]),
    )
