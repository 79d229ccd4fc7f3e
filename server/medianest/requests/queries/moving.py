"""Requests as the machine sees them: moved from state to state, each step noted once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from medianest.infra.database import Row, changed, execute, fetch, fetchrow
from medianest.kit.ids import new_id
from medianest.kit.media import MediaType, TitleKey
from medianest.requests.said import Said
from medianest.requests.states import State, sources
from medianest.requests.wishes import Count, Part

COLUMNS: Final = """id, media_type, tmdb_id, is4k, state, moves, title, note, future_seasons,
    newest_season, requested_by, reason, options, fulfilled_by, min_age, download, plex_url"""
_CHANGES = frozenset(
    {
        "decided_by",
        "reason",
        "reason_key",
        "options",
        "fulfilled_by",
        "download",
        "overseerr_url",
        "plex_url",
    }
)


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A request as the work on it needs it."""

    id: UUID
    media_type: MediaType
    tmdb_id: int
    is4k: bool
    state: State
    moves: int
    title: str
    note: str
    future_seasons: bool
    newest_season: int
    requested_by: UUID
    reason: str | None
    options: dict[str, Any] | None
    fulfilled_by: str | None
    min_age: int | None
    download: UUID | None
    plex_url: str | None

    @property
    def key(self) -> TitleKey:
        """The title it is about."""
        return TitleKey(self.media_type, self.tmdb_id)

    @property
    def name(self) -> str:
        """The title in words, even while nobody knows it."""
        return self.title or f"{'Film' if self.media_type == 'movie' else 'Show'} {self.tmdb_id}"


async def get(request: UUID) -> Item | None:
    """The request, whoever it belongs to."""
    return item_of(await fetchrow(f"SELECT {COLUMNS} FROM media_requests WHERE id = $1", request))  # noqa: S608 - constants


async def visible(request: UUID, person: UUID, *, sees_all: bool) -> Item | None:
    """The request, if `person` asked for it, follows it or sees all."""
    return item_of(
        await fetchrow(
            f"""SELECT {COLUMNS} FROM media_requests r WHERE id = $1 AND ($3 OR EXISTS (
                SELECT FROM request_followers f WHERE f.request = r.id AND f.person = $2))""",  # noqa: S608 - constants
            request,
            person,
            sees_all,
        )
    )


async def locked(request: UUID) -> Item | None:
    """The request, which nobody else moves until this transaction ends."""
    return item_of(
        await fetchrow(
            f"SELECT {COLUMNS} FROM media_requests WHERE id = $1 FOR NO KEY UPDATE",  # noqa: S608 - constants
            request,
        )
    )


async def move(request: UUID, target: State, *, at: datetime, **changes: object) -> Item | None:
    """Move to `target` from a state that allows it, storing `changes`; None if it does not."""
    return item_of(
        await fetchrow(
            f"""UPDATE media_requests SET state = $2::text, moves = moves + 1, updated_at = $3,
                available_at = CASE WHEN $2::text = 'available' THEN $3 ELSE available_at END
                {_sets(changes, first=5)}
            WHERE id = $1 AND state = ANY($4) RETURNING {COLUMNS}""",  # noqa: S608 - constants
            request,
            target.value,
            at,
            sources(target),
            *changes.values(),
        )
    )


async def note(  # noqa: PLR0913 - one row of the timeline
    request: UUID, state: State, *, at: datetime, by: UUID | None, said: Said, cause: str
) -> bool:
    """Add a step to the timeline; False if the same cause has made one already."""
    added = await changed(
        """INSERT INTO request_events (id, request, at, state, by, note, cause, note_key)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (request, cause) DO NOTHING""",
        new_id(),
        request,
        at,
        state.value,
        by,
        said.text,
        cause,
        said.key,
    )
    return added > 0


async def change(request: UUID, *, at: datetime, **changes: object) -> None:
    """Store what else became known about a request."""
    columns = _sets(changes, first=3)
    await execute(
        f"UPDATE media_requests SET updated_at = $2{columns} WHERE id = $1",  # noqa: S608 - known columns
        request,
        at,
        *changes.values(),
    )


async def by_download(download: UUID) -> list[UUID]:
    """The requests that a link is fetched for."""
    rows = await fetch("SELECT id FROM media_requests WHERE download = $1", download)
    return [row["id"] for row in rows]


async def release(request: UUID) -> None:
    """Let its title be asked for anew."""
    await execute("UPDATE request_parts SET active = false WHERE request = $1", request)


async def remove(request: UUID) -> None:
    """Forget the request and everything about it."""
    await execute("DELETE FROM media_requests WHERE id = $1", request)


async def parts(request: UUID) -> dict[Part, Count]:
    """What is asked for, and how much of it is in Plex."""
    rows = await fetch(
        "SELECT season, episode, available, total FROM request_parts WHERE request = $1"
        " ORDER BY season, episode",
        request,
    )
    return {
        Part(row["season"], row["episode"]): Count(row["available"], row["total"]) for row in rows
    }


async def concerned(request: UUID) -> list[UUID]:
    """Who asked for it and who follows it."""
    rows = await fetch("SELECT person FROM request_followers WHERE request = $1", request)
    return [row["person"] for row in rows]


def _sets(changes: Mapping[str, object], *, first: int) -> str:
    if not changes.keys() <= _CHANGES:
        message = f"not to be changed: {changes.keys() - _CHANGES}"
        raise ValueError(message)
    return "".join(f", {name} = ${place}" for place, name in enumerate(changes, first))


def item_of(row: Row | None) -> Item | None:
    """The request of a row of COLUMNS."""
    return None if row is None else msgspec.convert(dict(row), Item)
