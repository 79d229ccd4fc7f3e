"""Every statement about proposals."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from medianest.infra.database import changed, execute, fetch, fetchrow, fetchval
from medianest.plex.library.unwatched import Unwatched
from medianest.requests.removals.schemas import Proposal

Decision = Literal["keep", "remove"]
_COLUMNS = (
    "p.id, p.server, p.service, p.rating_key, p.media_type, p.tmdb_id, p.title, p.size, p.added_at,"
    " p.failure"
)


async def propose(row_id: UUID, found: Unwatched, *, at: datetime, anew_before: datetime) -> bool:
    """Store a proposal; False if it waits already, or was decided after `anew_before`."""
    proposed = await fetchval(
        """
        INSERT INTO removal_proposals (id, server, rating_key, media_type, tmdb_id, title, size,
            added_at, proposed_at, service, decision, failure)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $11, '', '')
        ON CONFLICT (server, rating_key) DO UPDATE SET
            proposed_at = $9, decision = '', decided_by = NULL, decided_at = NULL, failure = '',
            title = $6, size = $7, tmdb_id = $5
        WHERE removal_proposals.decided_at < $10
        RETURNING true""",
        row_id,
        found.server,
        found.rating_key,
        found.media_type,
        found.tmdb_id,
        found.title,
        found.size,
        found.added_at,
        at,
        anew_before,
        found.service,
    )
    return bool(proposed)


async def waiting(*, limit: int, offset: int) -> tuple[list[Proposal], int]:
    """A page of what the owner has not decided, the largest first, and how many there are."""
    rows = await fetch(
        f"""
        SELECT {_COLUMNS}, u.name AS requested_by
        FROM removal_proposals p
        LEFT JOIN LATERAL (
            SELECT requested_by FROM media_requests r
            WHERE r.media_type = p.media_type AND r.tmdb_id = p.tmdb_id
            ORDER BY r.created_at LIMIT 1) r ON true
        LEFT JOIN users u ON u.id = r.requested_by
        WHERE p.decision = '' ORDER BY p.size DESC, p.id LIMIT $1 OFFSET $2""",  # noqa: S608 - a constant
        limit,
        offset,
    )
    total = await fetchval("SELECT count(*) FROM removal_proposals WHERE decision = ''")
    return [Proposal(**row) for row in rows], total


async def decide(row_id: UUID, decision: Decision, *, by: UUID, at: datetime) -> Proposal | None:
    """Store the owner's word; None unless the proposal waits for it."""
    row = await fetchrow(
        f"""
        UPDATE removal_proposals p
        SET decision = $2, decided_by = $3, decided_at = $4, failure = ''
        WHERE p.id = $1 AND p.decision = '' RETURNING {_COLUMNS}""",  # noqa: S608 - a constant
        row_id,
        decision,
        by,
        at,
    )
    return Proposal(**row) if row else None


async def decided(row_id: UUID) -> Proposal | None:
    """A proposal that is to be removed."""
    row = await fetchrow(
        f"SELECT {_COLUMNS} FROM removal_proposals p WHERE p.id = $1 AND p.decision = 'remove'",  # noqa: S608 - a constant
        row_id,
    )
    return Proposal(**row) if row else None


async def exists(row_id: UUID) -> bool:
    """Whether it was ever proposed."""
    return bool(await fetchval("SELECT true FROM removal_proposals WHERE id = $1", row_id))


async def failed(row_id: UUID, failure: str) -> None:
    """Ask the owner again, and say why it did not work."""
    await execute(
        "UPDATE removal_proposals SET decision = '', decided_by = NULL, decided_at = NULL,"
        " failure = $2 WHERE id = $1 AND decision = 'remove'",
        row_id,
        failure,
    )


async def withdraw(kept: Sequence[Unwatched]) -> int:
    """Drop the proposals that wait and are not among `kept`: watched since, or gone."""
    return await changed(
        "DELETE FROM removal_proposals WHERE decision = '' AND (server, rating_key) NOT IN"
        " (SELECT * FROM unnest($1::text[], $2::bigint[]))",
        [one.server for one in kept],
        [one.rating_key for one in kept],
    )


async def requests_of(proposal: Proposal) -> list[UUID]:
    """The requests that are fulfilled by the title, oldest first."""
    rows = await fetch(
        "SELECT id FROM media_requests WHERE media_type = $1 AND tmdb_id = $2"
        " AND state IN ('available', 'partially_available', 'processing') ORDER BY created_at",
        proposal.media_type,
        proposal.tmdb_id,
    )
    return [row["id"] for row in rows]
