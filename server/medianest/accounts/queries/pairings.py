"""Statements about devices that ask to be let in."""

from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec

from medianest.infra.database import Lock, execute, fetch, fetchrow, transaction

_FIND = (
    "SELECT p.id, p.commitment, p.client_nonce, p.server_nonce, p.fingerprint, p.session, p.name,"
    " p.platform, p.client_version, p.address, p.expires_at, s.person"
    " FROM pairings p LEFT JOIN sessions s ON s.id = p.session"
)


class PairingRow(msgspec.Struct, frozen=True, kw_only=True):
    """A device that asks, and how far it came."""

    id: UUID
    commitment: bytes
    client_nonce: bytes | None = None
    server_nonce: bytes
    fingerprint: bytes
    session: UUID | None = None
    person: UUID | None = None
    name: str
    platform: str
    client_version: str
    address: str
    expires_at: datetime


class Waiting(msgspec.Struct, frozen=True):
    """An open pairing, as far as making room for another goes."""

    id: UUID
    address: str
    expires_at: datetime


async def lock_starts() -> None:
    """Let nobody else start a pairing until this transaction ends."""
    await Lock("accounts.pairings").hold()


async def waiting(at: datetime) -> list[Waiting]:
    """The pairings that nobody confirmed yet, the oldest first."""
    rows = await fetch(
        "SELECT id, address, expires_at FROM pairings WHERE session IS NULL AND expires_at > $1"
        " ORDER BY expires_at, id",
        at,
    )
    return [Waiting(**row) for row in rows]


async def add(new: PairingRow, at: datetime) -> None:
    """Keep a pairing that was just started."""
    await execute(
        "INSERT INTO pairings (id, commitment, server_nonce, fingerprint, name, platform,"
        " client_version, address, created_at, expires_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        new.id,
        new.commitment,
        new.server_nonce,
        new.fingerprint,
        new.name,
        new.platform,
        new.client_version,
        new.address,
        at,
        new.expires_at,
    )


async def find(pairing: UUID, at: datetime) -> PairingRow | None:
    """Look a pairing up that has not run out."""
    row = await fetchrow(
        f"{_FIND} WHERE p.id = $1 AND p.expires_at > $2",
        pairing,
        at,
    )
    return PairingRow(**row) if row else None


async def reveal(pairing: UUID, nonce: bytes, code: str) -> bool:
    """Keep nonce and code, the first time; False where another pairing has that very code."""
    try:
        async with transaction():
            await execute(
                "UPDATE pairings SET client_nonce = $2, code = $3"
                " WHERE id = $1 AND client_nonce IS NULL",
                pairing,
                nonce,
                code,
            )
    except asyncpg.UniqueViolationError:
        return False
    return True


async def take(code: str, at: datetime) -> PairingRow | None:
    """The pairing that shows `code`, locked; of two who type it at once, one gets it."""
    row = await fetchrow(
        f"{_FIND} WHERE p.code = $1 AND p.expires_at > $2 FOR UPDATE OF p",
        code,
        at,
    )
    return PairingRow(**row) if row else None


async def confirm(pairing: UUID, *, session: UUID, expires_at: datetime) -> None:
    """Give the pairing its session; its code is worth nothing from now on."""
    await execute(
        "UPDATE pairings SET session = $2, expires_at = $3, code = NULL WHERE id = $1",
        pairing,
        session,
        expires_at,
    )


async def remove(pairing: UUID) -> None:
    """Delete a pairing."""
    await execute("DELETE FROM pairings WHERE id = $1", pairing)


async def prune(at: datetime) -> None:
    """Delete the pairings that ran out."""
    await execute("DELETE FROM pairings WHERE expires_at <= $1", at)
