"""Statements about the sessions of paired devices."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from medianest.infra.database import execute, fetchval


async def give_token(session: UUID, digest: bytes, at: datetime) -> bool:
    """Make a token the only one of a device that never used one; False if it did, or has ended."""
    given = await fetchval(
        "UPDATE sessions SET token_hash = $2 WHERE id = $1 AND revoked_at IS NULL"
        " AND expires_at > $3 AND EXISTS (SELECT FROM pairings WHERE session = $1) RETURNING id",
        session,
        digest,
        at,
    )
    return given is not None


async def token_hash(session: UUID) -> bytes | None:
    """The hash of a device's token, though it may be signed out; None if there is no such one."""
    found: bytes | None = await fetchval(
        "SELECT token_hash FROM sessions WHERE id = $1 AND kind = 'device'", session
    )
    return found


async def see(
    digest: bytes, *, at: datetime, seen_before: datetime, expires_at: datetime, address: str
) -> UUID | None:
    """The living session that the token belongs to; the first use ends its pairing.

    Noted as seen, and its time begun anew, at the first use and if it was `seen_before`.
    """
    session: UUID | None = await fetchval(
        "WITH device AS (SELECT id, last_seen_at FROM sessions WHERE token_hash = $1"
        " AND revoked_at IS NULL AND expires_at > $2),"
        " paired AS (DELETE FROM pairings p USING device WHERE p.session = device.id"
        " RETURNING p.session),"
        " seen AS (UPDATE sessions s SET last_seen_at = $2, expires_at = $4, address = $5"
        " FROM device WHERE s.id = device.id"
        " AND (device.last_seen_at <= $3 OR EXISTS (SELECT FROM paired)))"
        " SELECT id FROM device",
        digest,
        at,
        seen_before,
        expires_at,
        address,
    )
    return session


async def note_seen(
    devices: Sequence[UUID], *, at: datetime, seen_before: datetime, expires_at: datetime
) -> None:
    """Note as seen those of these sessions that are devices and were `seen_before`."""
    await execute(
        "UPDATE sessions SET last_seen_at = $2, expires_at = $4 WHERE id = ANY($1::uuid[])"
        " AND kind = 'device' AND last_seen_at <= $3 AND revoked_at IS NULL AND expires_at > $2",
        devices,
        at,
        seen_before,
        expires_at,
    )
