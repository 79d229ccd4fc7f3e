"""Requests as they are made: the row, its parts, who is concerned."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from medianest.infra.database import changed, execute, fetch, fetchrow
from medianest.kit.ids import new_id
from medianest.kit.media import MediaType, TitleKey
from medianest.requests.facts import Title
from medianest.requests.queries.moving import COLUMNS, Item, item_of
from medianest.requests.wishes import Count, Part


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What a request takes from its asker's quotas."""

    films: int = 0
    seasons: int = 0
    episodes: int = 0
    estimated_bytes: int = 0


class NewRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a request when it is made."""

    id: UUID
    media_type: MediaType
    tmdb_id: int
    is4k: bool
    note: str
    via: str
    future_seasons: bool
    newest_season: int
    person: UUID
    at: datetime
    cost: Cost
    plex_url: str | None


async def add(new: NewRequest, title: Title | None) -> Item:
    """Store the request, as pending, and whoever asks as the first who is concerned."""
    made = await fetchrow(
        f"""WITH made AS (
            INSERT INTO media_requests (id, media_type, tmdb_id, is4k, state, moves, title, year,
                poster_path, min_age, note, via, future_seasons, newest_season, seasons, episodes,
                estimated_bytes, requested_by, plex_url, created_at, updated_at)
            VALUES ($1, $2, $3, $4, 'pending', 1, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
                $16, $17, $18, $18)
            RETURNING *
        ), follower AS (
            INSERT INTO request_followers (id, request, person, asked, created_at)
            SELECT $19, id, requested_by, true, created_at FROM made
        )
        SELECT {COLUMNS} FROM made""",  # noqa: S608 - constants
        new.id,
        new.media_type,
        new.tmdb_id,
        new.is4k,
        title.title if title else "",
        title.year if title else None,
        title.poster_path if title else None,
        title.min_age if title else None,
        new.note,
        new.via,
        new.future_seasons,
        new.newest_season,
        new.cost.seasons,
        new.cost.episodes,
        new.cost.estimated_bytes,
        new.person,
        new.plex_url,
        new.at,
        new_id(),
    )
    item = item_of(made)
    assert item is not None  # noqa: S101 - an insert returns its row
    return item


async def add_parts(
    request: UUID, key: TitleKey, counts: Mapping[Part, Count], *, is4k: bool
) -> None:
    """Add parts; raises UniqueViolationError if another request is after one of them."""
    await execute(
        """INSERT INTO request_parts
            (id, request, media_type, tmdb_id, is4k, season, episode, active, available, total)
        SELECT new.id, $2, $3, $4, $5, new.season, new.episode, true, new.available, new.total
        FROM unnest($1::uuid[], $6::int[], $7::int[], $8::int[], $9::int[])
            AS new (id, season, episode, available, total)""",
        [new_id() for _ in counts],
        request,
        key.media_type,
        key.tmdb_id,
        is4k,
        [part.season for part in counts],
        [part.episode for part in counts],
        [one.available for one in counts.values()],
        [one.total for one in counts.values()],
    )


async def drop_parts(request: UUID, parts: Collection[Part]) -> None:
    """Take parts out of a request."""
    await execute(
        """DELETE FROM request_parts p USING unnest($2::int[], $3::int[]) AS old (season, episode)
        WHERE p.request = $1 AND p.season = old.season AND p.episode = old.episode""",
        request,
        [part.season for part in parts],
        [part.episode for part in parts],
    )


async def rewrite(request: UUID, *, note: str, is4k: bool, cost: Cost, at: datetime) -> None:
    """Store what a request asks for instead."""
    await execute(
        """UPDATE media_requests SET note = $2, is4k = $3, seasons = $4, episodes = $5,
            estimated_bytes = $6, updated_at = $7 WHERE id = $1""",
        request,
        note,
        is4k,
        cost.seasons,
        cost.episodes,
        cost.estimated_bytes,
        at,
    )


async def asked(key: TitleKey, *, is4k: bool, without: UUID | None = None) -> dict[Part, UUID]:
    """What is being asked for of this title, and by which requests other than `without`."""
    rows = await fetch(
        """SELECT season, episode, request FROM request_parts
        WHERE media_type = $1 AND tmdb_id = $2 AND is4k = $3 AND active
            AND request IS DISTINCT FROM $4 ORDER BY request""",
        key.media_type,
        key.tmdb_id,
        is4k,
        without,
    )
    return {Part(row["season"], row["episode"]): row["request"] for row in rows}


async def follow(request: UUID, person: UUID, at: datetime) -> bool:
    """Let `person` be told too; False if they are already."""
    added = await changed(
        """INSERT INTO request_followers (id, request, person, asked, created_at)
        VALUES ($1, $2, $3, false, $4) ON CONFLICT (request, person) DO NOTHING""",
        new_id(),
        request,
        person,
        at,
    )
    return added > 0


async def unfollow(request: UUID, person: UUID) -> bool:
    """Tell `person` no more; False if they were not told, or it is their own request."""
    gone = await changed(
        "DELETE FROM request_followers WHERE request = $1 AND person = $2 AND NOT asked",
        request,
        person,
    )
    return gone > 0
