"""Requests as people see them: their own, those they follow, or all of them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

from msgspec import UNSET

from medianest.catalog.images import Image
from medianest.infra.database import Row, fetch, fetchrow, fetchval
from medianest.requests.queries.narrowing import Narrowed
from medianest.requests.schemas import Named, Request, Season, Step
from medianest.requests.states import State, actions
from medianest.requests.wishes import ALL, Count, Part

COLUMNS = """r.id, r.media_type, r.tmdb_id, r.title, r.year, r.poster_path, r.min_age, r.state,
    r.is4k, r.note, r.future_seasons, r.requested_by, u.name AS asker, r.decided_by,
    d.name AS decider, r.reason, r.reason_key, n.names, r.fulfilled_by, r.overseerr_url,
    r.estimated_bytes, r.plex_url, r.created_at, r.updated_at, r.available_at,
    f.followers, f.following,
    CASE WHEN r.media_type = 'tv' THEN (
        SELECT json_agg(json_build_array(p.season, p.episode, p.available, p.total)
            ORDER BY p.season, p.episode)
        FROM request_parts p WHERE p.request = r.id) END AS parts"""
_NAMES = """LEFT JOIN LATERAL (
        SELECT names FROM films WHERE r.media_type = 'movie' AND tmdb_id = r.tmdb_id
        UNION ALL SELECT names FROM shows WHERE r.media_type = 'tv' AND tmdb_id = r.tmdb_id
    ) n ON true"""
# An EXISTS for `following` would be planned as one look through everybody's rows.
JOINED = f"""JOIN users u ON u.id = r.requested_by LEFT JOIN users d ON d.id = r.decided_by
    {_NAMES}
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE NOT f.asked) AS followers,
            coalesce(bool_or(f.person = $1 AND NOT f.asked), false) AS following
        FROM request_followers f WHERE f.request = r.id) f"""  # noqa: S608 - constants


class PosterOf(Protocol):
    """Signs the address of a poster."""

    def __call__(self, path: str | None, min_age: int | None) -> Image | None:
        """The picture of a title that is for `min_age` and older."""


async def page(
    viewer: UUID, narrowed: Narrowed, *, manages: bool, poster: PosterOf, limit: int
) -> list[Request]:
    """The requests that `narrowed` lets through, in its order."""
    where, args = narrowed.where, [viewer, *narrowed.args, limit]
    rows = await fetch(
        f"SELECT {COLUMNS} FROM {narrowed.source} {JOINED} WHERE {where}"  # noqa: S608 - constants
        f" ORDER BY {narrowed.order} LIMIT ${len(args)}",
        *args,
    )
    return [_request(row, poster, viewer=viewer, manages=manages) for row in rows]


async def one(request: UUID, viewer: UUID, *, manages: bool, poster: PosterOf) -> Request | None:
    """The request, if `viewer` may see it."""
    row = await fetchrow(
        f"""SELECT {COLUMNS} FROM media_requests r {JOINED} WHERE r.id = $2 AND ($3 OR EXISTS (
            SELECT FROM request_followers f WHERE f.request = r.id AND f.person = $1))""",  # noqa: S608 - constants
        viewer,
        request,
        manages,
    )
    return None if row is None else _request(row, poster, viewer=viewer, manages=manages)


async def shared(request: UUID, *, poster: PosterOf) -> tuple[Request, Sequence[UUID]] | None:
    """The request as it is announced, without what depends on who looks; who is concerned."""
    row = await fetchrow(
        f"""SELECT {COLUMNS}, ARRAY(
            SELECT person FROM request_followers WHERE request = r.id) AS concerned
        FROM media_requests r {JOINED} WHERE r.id = $2""",  # noqa: S608 - constants
        None,
        request,
    )
    return None if row is None else (_request(row, poster), row["concerned"])


async def titles(request: UUID) -> dict[str, str]:
    """What the title is called in the languages that MediaNest speaks, as far as it knows."""
    names: dict[str, str] | None = await fetchval(
        f"SELECT n.names FROM media_requests r {_NAMES} WHERE r.id = $1",  # noqa: S608 - constants
        request,
    )
    return names or {}


async def timeline(request: UUID) -> list[Step]:
    """What became of a request, in order."""
    rows = await fetch(
        """SELECT e.at, e.state, e.by, u.name, e.note, e.note_key
        FROM request_events e LEFT JOIN users u ON u.id = e.by
        WHERE e.request = $1 ORDER BY e.id""",
        request,
    )
    return [
        Step(
            at=row["at"],
            state=State(row["state"]),
            by=_named(row["by"], row["name"]),
            note=row["note"],
            note_key=row["note_key"],
        )
        for row in rows
    ]


def _request(
    row: Row, poster: PosterOf, *, viewer: UUID | None = None, manages: bool = False
) -> Request:
    state = State(row["state"])
    seen = _for_viewer(row, state, viewer, manages=manages) if viewer else {}
    return Request(
        id=row["id"],
        media_type=row["media_type"],
        tmdb_id=row["tmdb_id"],
        title=row["title"],
        titles=row["names"] or {},
        year=row["year"],
        poster=poster(row["poster_path"], row["min_age"]),
        state=state,
        is4k=row["is4k"],
        note=row["note"],
        seasons=seasons(row["parts"] or [], state),
        future_seasons=row["future_seasons"],
        requested_by=Named(id=row["requested_by"], name=row["asker"]),
        followers=row["followers"],
        decided_by=_named(row["decided_by"], row["decider"]),
        reason=row["reason"],
        reason_key=row["reason_key"],
        fulfilled_by=row["fulfilled_by"],
        overseerr_url=row["overseerr_url"],
        estimated_bytes=row["estimated_bytes"],
        plex_url=row["plex_url"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        available_at=row["available_at"],
        **seen,
    )


def _for_viewer(row: Row, state: State, viewer: UUID, *, manages: bool) -> dict[str, Any]:
    mine, following = row["requested_by"] == viewer, row["following"]
    allowed = actions(state, manages=manages, mine=mine, following=following)
    return {"mine": mine, "following": following, "actions": allowed, "joined": UNSET}


def seasons(parts: Sequence[Sequence[int | None]], state: State) -> list[Season]:
    """The parts of a show (season, episode, available, total) as seasons."""
    grouped = defaultdict[int, dict[Part, Count]](dict)
    for season, episode, available, total in parts:
        if season is not None and season >= 0:
            part = Part(season, ALL if episode is None else episode)
            grouped[season][part] = Count(available or 0, total)
    return [_season(number, counts, state) for number, counts in sorted(grouped.items())]


def _season(number: int, counts: dict[Part, Count], state: State) -> Season:
    whole = counts.get(Part(number))
    available = whole.available if whole else sum(one.available for one in counts.values())
    there = Count(available, whole.total if whole else len(counts))
    reached = State.PARTIALLY_AVAILABLE if there.available else state
    # A show that is all there, and one season of it that is not: the season still waits.
    waiting = State.PROCESSING if reached in _THERE and not there.available else reached
    return Season(
        number=number,
        whole=whole is not None,
        episodes=[] if whole else [part.episode for part in counts],
        state=State.AVAILABLE if there.complete else waiting,
        available=there.available,
        total=there.total,
    )


_THERE = {State.PARTIALLY_AVAILABLE, State.AVAILABLE}


def _named(person: UUID | None, name: str | None) -> Named | None:
    return None if person is None else Named(id=person, name=name or "")
