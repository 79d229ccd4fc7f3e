"""Requests as what Plex has is brought into them, and as titles are marked with them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from medianest.catalog.standing import RequestMark, RequestState
from medianest.infra.database import changed, execute, fetch
from medianest.kit.media import TitleKey
from medianest.requests.facts import Title
from medianest.requests.queries.asking import Cost
from medianest.requests.wishes import Count, Part

_OPEN = "state NOT IN ('declined', 'cancelled')"


async def open_keys(keys: Collection[TitleKey]) -> list[TitleKey]:
    """Those of `keys` that somebody asks for."""
    rows = await fetch(
        f"""SELECT DISTINCT r.media_type, r.tmdb_id FROM media_requests r
        JOIN unnest($1::text[], $2::int[]) AS k (media_type, tmdb_id)
            ON k.media_type = r.media_type AND k.tmdb_id = r.tmdb_id
        WHERE {_OPEN} ORDER BY 1, 2""",  # noqa: S608 - constants
        [key.media_type for key in keys],
        [key.tmdb_id for key in keys],
    )
    return [TitleKey(row["media_type"], row["tmdb_id"]) for row in rows]


async def all_open_keys() -> list[TitleKey]:
    """Every title that somebody asks for."""
    rows = await fetch(
        f"SELECT DISTINCT media_type, tmdb_id FROM media_requests WHERE {_OPEN} ORDER BY 1, 2"  # noqa: S608 - constants
    )
    return [TitleKey(row["media_type"], row["tmdb_id"]) for row in rows]


async def open_requests(key: TitleKey) -> list[UUID]:
    """The requests for a title that are not over, oldest first."""
    rows = await fetch(
        f"""SELECT id FROM media_requests
        WHERE media_type = $1 AND tmdb_id = $2 AND {_OPEN} ORDER BY id""",  # noqa: S608 - constants
        key.media_type,
        key.tmdb_id,
    )
    return [row["id"] for row in rows]


async def unnamed() -> list[UUID]:
    """The requests whose title nobody knows yet."""
    rows = await fetch(f"SELECT id FROM media_requests WHERE title = '' AND {_OPEN} ORDER BY id")  # noqa: S608 - constants
    return [row["id"] for row in rows]


async def waiting_for_links() -> list[UUID]:
    """The downloads that requests wait for."""
    rows = await fetch(
        """SELECT download FROM media_requests
        WHERE state = 'processing' AND download IS NOT NULL ORDER BY id"""
    )
    return [row["download"] for row in rows]


async def describe(request: UUID, title: Title, *, newest_season: int) -> bool:
    """Copy what the catalogue says of the title; False if that is known already."""
    done = await changed(
        """UPDATE media_requests
        SET title = $2, year = $3, poster_path = $4, min_age = $5, newest_season = $6
        WHERE id = $1 AND (title, year, poster_path, min_age, newest_season)
            IS DISTINCT FROM ($2, $3, $4, $5, $6)""",
        request,
        title.title,
        title.year,
        title.poster_path,
        title.min_age,
        newest_season,
    )
    return done > 0


async def charge(request: UUID, cost: Cost) -> None:
    """Store what the request takes from its asker's quotas."""
    await execute(
        "UPDATE media_requests SET seasons = $2, episodes = $3, estimated_bytes = $4 WHERE id = $1",
        request,
        cost.seasons,
        cost.episodes,
        cost.estimated_bytes,
    )


async def store_counts(
    request: UUID, counts: Mapping[Part, Count], *, plex_url: str | None, at: datetime
) -> bool:
    """Store how much of each part is in Plex, and where; False if nothing is new."""
    parts = await changed(
        """UPDATE request_parts p SET available = new.available, total = new.total
        FROM unnest($2::int[], $3::int[], $4::int[], $5::int[])
            AS new (season, episode, available, total)
        WHERE p.request = $1 AND p.season = new.season AND p.episode = new.episode
            AND (p.available, p.total) IS DISTINCT FROM (new.available, new.total)""",
        request,
        [part.season for part in counts],
        [part.episode for part in counts],
        [count.available for count in counts.values()],
        [count.total for count in counts.values()],
    )
    links = await changed(
        """UPDATE media_requests SET plex_url = $2, updated_at = $3
        WHERE id = $1 AND plex_url IS DISTINCT FROM $2""",
        request,
        plex_url,
        at,
    )
    return parts + links > 0


async def marks(keys: Collection[TitleKey], viewer: UUID) -> dict[TitleKey, list[RequestMark]]:
    """The requests that are not over, by title."""
    rows = await fetch(
        f"""SELECT r.media_type, r.tmdb_id, r.id, r.state, r.is4k, f.person IS NOT NULL AS told,
            coalesce(f.asked, false) AS mine
        FROM media_requests r
        JOIN unnest($1::text[], $2::int[]) AS k (media_type, tmdb_id)
            ON k.media_type = r.media_type AND k.tmdb_id = r.tmdb_id
        LEFT JOIN request_followers f ON f.request = r.id AND f.person = $3
        WHERE {_OPEN} ORDER BY r.id""",  # noqa: S608 - constants
        [key.media_type for key in keys],
        [key.tmdb_id for key in keys],
        viewer,
    )
    found = defaultdict[TitleKey, list[RequestMark]](list)
    for row in rows:
        mark = RequestMark(
            id=row["id"],
            state=row["state"],
            is4k=row["is4k"],
            mine=row["mine"],
            following=row["told"] and not row["mine"],
        )
        found[TitleKey(row["media_type"], row["tmdb_id"])].append(mark)
    return dict(found)


class Sought(NamedTuple):
    """A part that is asked for, in which quality, and how its request stands."""

    part: Part
    is4k: bool
    state: RequestState


async def sought(show: int) -> list[Sought]:
    """What is asked for of a show, later requests last."""
    rows = await fetch(
        """SELECT p.season, p.episode, p.is4k, r.state
        FROM request_parts p JOIN media_requests r ON r.id = p.request
        WHERE p.media_type = 'tv' AND p.tmdb_id = $1 AND p.active ORDER BY r.id""",
        show,
    )
    return [Sought(Part(row["season"], row["episode"]), row["is4k"], row["state"]) for row in rows]
