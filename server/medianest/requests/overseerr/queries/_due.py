"""What is to be looked at again, and how far the changes there have been read."""

from datetime import datetime, timedelta
from uuid import UUID

from medianest.infra.database import changed, execute, fetch, fetchval
from medianest.requests.overseerr.queries._links import Withdraw
from medianest.requests.states import State

# Everything that Overseerr can still say something new about.
_OPEN = [State.PENDING, State.APPROVED, State.SUBMITTED, State.PROCESSING, State.FAILED]


async def to_withdraw(*, before: datetime) -> dict[int, Withdraw]:
    """What is still to be taken back: also what stood for requests that were deleted here."""
    rows = await fetch(
        """SELECT overseerr_id, coalesce(withdraw, 'delete') AS how FROM overseerr_links
        WHERE overseerr_id IS NOT NULL AND asked_at < $1 AND (withdraw IS NOT NULL
            OR (request IS NULL AND ours AND stands IS DISTINCT FROM 'available'))""",
        before,
    )
    return {row["overseerr_id"]: row["how"] for row in rows}


async def least_known(limit: int) -> list[int]:
    """The open requests there that were looked at longest ago."""
    rows = await fetch(
        """SELECT l.overseerr_id, min(l.checked_at) AS last FROM overseerr_links l
        JOIN media_requests r ON r.id = l.request
        WHERE l.overseerr_id IS NOT NULL AND l.withdraw IS NULL AND r.state = ANY($2)
        GROUP BY l.overseerr_id ORDER BY last NULLS FIRST LIMIT $1""",
        limit,
        [state.value for state in _OPEN],
    )
    return [row["overseerr_id"] for row in rows]


async def never_asked(*, before: datetime) -> list[UUID]:
    """What was approved a while ago, is nobody's yet, and was never asked for there."""
    rows = await fetch(
        """SELECT r.id FROM media_requests r
        WHERE r.state = 'approved' AND coalesce(r.fulfilled_by, 'overseerr') = 'overseerr'
            AND r.updated_at < $1 AND NOT EXISTS (
                SELECT FROM overseerr_links l WHERE l.request = r.id
                    AND l.overseerr_id IS NOT NULL
                    AND coalesce(l.stands, '') NOT IN ('failed', 'declined'))
        ORDER BY r.id LIMIT 500""",
        before,
    )
    return [row["id"] for row in rows]


async def left_over(*, before: datetime) -> list[UUID]:
    """What was handed over, with seasons since then that no request there was ever to bring.

    Not those of which it was said there that nothing is left to ask for.
    """
    rows = await fetch(
        """SELECT r.id FROM media_requests r
        WHERE r.state IN ('submitted', 'processing', 'partially_available', 'available')
            AND r.media_type = 'tv' AND r.fulfilled_by = 'overseerr' AND r.updated_at < $1
            AND EXISTS (
                SELECT FROM request_parts p WHERE p.request = r.id AND p.season >= 0
                    AND (p.available >= p.total AND p.total > 0) IS NOT TRUE
                    AND NOT EXISTS (SELECT FROM overseerr_links l
                        WHERE l.request = r.id AND p.season = ANY(l.seasons)))
            AND NOT EXISTS (
                SELECT FROM request_events e WHERE e.request = r.id
                    AND e.cause IN ('overseerr::' || r.moves, 'overseerr::' || r.moves - 1))
        ORDER BY r.id LIMIT 500""",
        before,
    )
    return [row["id"] for row in rows]


async def read_until(server: str) -> datetime | None:
    """Until when the changes of that server have been read."""
    until: datetime | None = await fetchval(
        "SELECT until FROM overseerr_polls WHERE server = $1", server
    )
    return until


async def have_read(server: str, until: datetime) -> None:
    """Note until when the changes of that server have been read."""
    await execute(
        """INSERT INTO overseerr_polls (server, until) VALUES ($1, $2)
        ON CONFLICT (server) DO UPDATE SET until = greatest(overseerr_polls.until, $2)""",
        server,
        until,
    )


async def prune(*, older: timedelta) -> int:
    """Forget links whose requests were deleted here so long ago that nobody takes them for new."""
    return await changed(
        "DELETE FROM overseerr_links WHERE request IS NULL AND withdraw IS NULL"
        " AND asked_at < now() - $1::interval",
        older,
    )
