"""What people have seen, as Trakt remembers it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from medianest.infra.database import changed, execute, fetch, fetchval, transaction
from medianest.kit.media import MediaType, TitleKey


class Seen(msgspec.Struct, frozen=True):
    """One time that something was seen; without a TMDB number it is only counted."""

    play: int
    media_type: MediaType
    tmdb_id: int | None
    season: int | None
    episode: int | None
    watched_at: datetime


async def count(person: UUID) -> int:
    """How many plays of `person` are stored."""
    many: int = await fetchval("SELECT count(*) FROM trakt_watched WHERE person = $1", person)
    return many


async def latest(person: UUID) -> datetime | None:
    """When `person` saw something last."""
    at: datetime | None = await fetchval(
        "SELECT max(watched_at) FROM trakt_watched WHERE person = $1", person
    )
    return at


async def add(person: UUID, plays: Sequence[Seen]) -> None:
    """Store plays; one that is stored already is brought up to date."""
    await execute(
        """
        INSERT INTO trakt_watched
            (person, play, media_type, tmdb_id, season, episode, watched_at)
        SELECT $1, * FROM unnest(
            $2::bigint[], $3::text[], $4::int[], $5::int[], $6::int[], $7::timestamptz[])
        ON CONFLICT (person, play) DO UPDATE SET
            media_type = EXCLUDED.media_type, tmdb_id = EXCLUDED.tmdb_id,
            season = EXCLUDED.season, episode = EXCLUDED.episode,
            watched_at = EXCLUDED.watched_at
        """,
        person,
        *_columns(plays),
    )


async def replace(person: UUID, plays: Sequence[Seen]) -> None:
    """Make the stored history the one that was read."""
    async with transaction():
        await execute(
            "DELETE FROM trakt_watched"
            " WHERE person = $1 AND play NOT IN (SELECT unnest($2::bigint[]))",
            person,
            [seen.play for seen in plays],
        )
        await add(person, plays)


async def reached(link: UUID, *, as_of: datetime | None) -> bool:
    """Note up to which change the history was read; False if `link` was replaced meanwhile."""
    return bool(await changed("UPDATE trakt_links SET watched_at = $2 WHERE id = $1", link, as_of))


async def last(keys: Collection[TitleKey]) -> dict[TitleKey, datetime]:
    """When anybody saw anything of each of `keys` last; those never seen are left out."""
    rows = await fetch(
        """
        SELECT media_type, tmdb_id, max(watched_at) AS at FROM trakt_watched
        WHERE (media_type, tmdb_id) IN (SELECT * FROM unnest($1::text[], $2::int[]))
        GROUP BY media_type, tmdb_id
        """,
        [key.media_type for key in keys],
        [key.tmdb_id for key in keys],
    )
    return {TitleKey(row["media_type"], row["tmdb_id"]): row["at"] for row in rows}


def _columns(plays: Sequence[Seen]) -> tuple[list[object], ...]:
    if not plays:
        return tuple([] for _ in range(6))
    return tuple(list(column) for column in zip(*map(msgspec.structs.astuple, plays), strict=True))
