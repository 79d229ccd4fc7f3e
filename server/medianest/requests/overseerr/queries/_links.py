"""Links between requests here and there: made, heard of, taken back."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from medianest.infra.database import Row, execute, fetch, fetchrow, fetchval
from medianest.kit.ids import new_id
from medianest.kit.media import MediaType, TitleKey
from medianest.requests.states import State

Withdraw = Literal["decline", "delete"]
_COLUMNS = "id, request, overseerr_id, seasons, ours, stands, withdraw, asked_at, seen_at"


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A request there that stands for one here; without `overseerr_id` it is being asked for."""

    id: UUID
    request: UUID | None
    overseerr_id: int | None
    seasons: list[int]
    ours: bool
    stands: State | None
    withdraw: Withdraw | None
    asked_at: datetime
    seen_at: datetime | None


class Linked(msgspec.Struct, frozen=True, kw_only=True):
    """A link, and what the request here is about; nothing of that once it is deleted."""

    id: UUID
    request: UUID | None
    seasons: list[int]
    withdraw: Withdraw | None
    media_type: MediaType | None
    tmdb_id: int | None
    is4k: bool | None

    @property
    def key(self) -> TitleKey | None:
        """The title that the request here is about."""
        if self.media_type is None or self.tmdb_id is None:
            return None
        return TitleKey(self.media_type, self.tmdb_id)


async def links(request: UUID) -> list[Link]:
    """What stands for a request, the oldest first."""
    rows = await fetch(
        f"SELECT {_COLUMNS} FROM overseerr_links WHERE request = $1 AND withdraw IS NULL"  # noqa: S608 - constants
        " ORDER BY id",
        request,
    )
    return [_link(row) for row in rows]


async def begin(request: UUID, seasons: Sequence[int], *, at: datetime) -> Link:
    """Note that a question is about to be sent; one that has no answer yet is kept as it was."""
    await execute(
        """INSERT INTO overseerr_links (id, request, seasons, ours, asked_at)
        VALUES ($1, $2, $3, true, $4)
        ON CONFLICT (request) WHERE overseerr_id IS NULL
        DO UPDATE SET seasons = excluded.seasons""",
        new_id(),
        request,
        list(seasons),
        at,
    )
    row = await begun(request)
    if row is None:
        raise LookupError(request)
    return row


async def begun(request: UUID) -> Link | None:
    """The question that has no answer yet."""
    row = await fetchrow(
        f"SELECT {_COLUMNS} FROM overseerr_links WHERE request = $1 AND overseerr_id IS NULL",  # noqa: S608 - constants
        request,
    )
    return _link(row) if row else None


async def end(request: UUID) -> None:
    """Forget the question: it has been answered."""
    await execute(
        "DELETE FROM overseerr_links WHERE request = $1 AND overseerr_id IS NULL", request
    )


async def keep(  # noqa: PLR0913 - one row
    request: UUID,
    overseerr_id: int,
    seasons: Collection[int],
    *,
    ours: bool,
    at: datetime,
    waits: bool = False,
) -> None:
    """Link a request there to one here; a link that is there already covers these seasons too.

    One that `waits` for approval there is remembered as such until something else is seen.
    """
    await execute(
        """INSERT INTO overseerr_links AS old
            (id, request, overseerr_id, seasons, ours, asked_at, stands)
        VALUES ($1, $2, $3, $4, $5, $6, CASE WHEN $7 THEN 'pending' END)
        ON CONFLICT (request, overseerr_id) DO UPDATE SET withdraw = NULL, seasons = ARRAY(
            SELECT DISTINCT unnest(old.seasons || excluded.seasons) ORDER BY 1)""",
        new_id(),
        request,
        overseerr_id,
        sorted(seasons),
        ours,
        at,
        waits,
    )


async def about(overseerr_id: int) -> list[Linked]:
    """Everything here that a request there stands for."""
    rows = await fetch(
        """SELECT l.id, l.request, l.seasons, l.withdraw, r.media_type, r.tmdb_id, r.is4k
        FROM overseerr_links l LEFT JOIN media_requests r ON r.id = l.request
        WHERE l.overseerr_id = $1 ORDER BY l.id""",
        overseerr_id,
    )
    return [msgspec.convert(dict(row), Linked) for row in rows]


async def hear(link: UUID, stands: State, *, version: datetime, at: datetime) -> State | None:
    """Note how a request stands as of `version`; what it was, None if newer news are known."""
    found: str | None = await fetchval(
        """UPDATE overseerr_links new SET stands = $2, seen_at = $3, checked_at = $4
        FROM overseerr_links old WHERE old.id = new.id AND new.id = $1
            AND (new.seen_at IS NULL OR new.seen_at <= $3)
        RETURNING coalesce(old.stands, 'pending')""",
        link,
        stands.value,
        version,
        at,
    )
    return State(found) if found else None


async def forget(overseerr_id: int) -> list[UUID]:
    """Drop the links to a request that is no longer there; the requests here that had one."""
    rows = await fetch(
        """DELETE FROM overseerr_links WHERE overseerr_id = $1
        RETURNING request, withdraw""",
        overseerr_id,
    )
    return [row["request"] for row in rows if row["request"] and row["withdraw"] is None]


async def drop(link: UUID) -> None:
    """Drop one link."""
    await execute("DELETE FROM overseerr_links WHERE id = $1", link)


async def withdraw(request: UUID, how: Withdraw) -> list[int]:
    """Mark what is to be taken back there: what was asked for from here and serves nobody else."""
    rows = await fetch(
        """UPDATE overseerr_links l SET withdraw = $2
        WHERE l.request = $1 AND l.overseerr_id IS NOT NULL AND l.ours
            AND l.stands IS DISTINCT FROM 'declined' AND NOT EXISTS (
            SELECT FROM overseerr_links other
            WHERE other.overseerr_id = l.overseerr_id AND other.request <> l.request
                AND other.withdraw IS NULL)
        RETURNING overseerr_id""",
        request,
        how,
    )
    await execute(
        "DELETE FROM overseerr_links"
        " WHERE request = $1 AND withdraw IS NULL AND overseerr_id IS NOT NULL",
        request,
    )
    return [row["overseerr_id"] for row in rows]


def _link(row: Row) -> Link:
    return msgspec.convert(dict(row), Link)
