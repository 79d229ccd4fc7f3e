"""Statements about sessions, their refresh tokens and tickets."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import asyncpg
import msgspec

from medianest.accounts.permissions import PERMISSIONS, Role
from medianest.accounts.principal import Principal
from medianest.infra.database import execute, fetch, fetchrow, fetchval

_ALIVE = (
    "s.revoked_at IS NULL AND s.expires_at > $2 AND u.disabled_at IS NULL AND u.deleted_at IS NULL"
)
Kind = Literal["sign_in", "device"]
_PRINCIPAL = "s.id AS session_id, u.id, u.name, u.email, u.role, u.age_limit"


class NewSession(msgspec.Struct, frozen=True, kw_only=True):
    """A session about to begin."""

    id: UUID
    person: UUID
    at: datetime
    expires_at: datetime
    device: str
    user_agent: str
    address: str
    kind: Kind = "sign_in"
    platform: str = ""
    client_version: str = ""


class Rotation(msgspec.Struct, frozen=True, kw_only=True):
    """Where a presented refresh token stands in its session."""

    session: UUID
    person: UUID
    alive: bool
    generation: int
    presented: int
    rotated_at: datetime


class DeviceRow(msgspec.Struct, frozen=True, kw_only=True):
    """A living session as its person sees it."""

    id: UUID
    kind: Kind
    device: str
    platform: str
    client_version: str
    user_agent: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


def _principal(row: asyncpg.Record) -> Principal:
    role = Role(row["role"])
    return Principal(
        id=row["id"],
        name=row["name"],
        email=row["email"],
        role=role,
        permissions=PERMISSIONS[role],
        session_id=row["session_id"],
        age_limit=row["age_limit"],
    )


async def principal(session: UUID, at: datetime) -> Principal | None:
    """The person of `session`, if both may still enter."""
    row = await fetchrow(
        f"SELECT {_PRINCIPAL} FROM sessions s JOIN users u ON u.id = s.person"  # noqa: S608
        f" WHERE s.id = $1 AND {_ALIVE}",
        session,
        at,
    )
    return _principal(row) if row else None


async def open_session(new: NewSession) -> None:
    """Keep a new session."""
    await execute(
        "INSERT INTO sessions (id, person, created_at, last_seen_at, rotated_at, expires_at,"
        " device, user_agent, address, kind, platform, client_version, generation, revoked_why)"
        " VALUES ($1, $2, $3, $3, $3, $4, $5, $6, $7, $8, $9, $10, 0, '')",
        new.id,
        new.person,
        new.at,
        new.expires_at,
        new.device,
        new.user_agent,
        new.address,
        new.kind,
        new.platform,
        new.client_version,
    )


async def add_refresh_token(digest: bytes, session: UUID, generation: int, at: datetime) -> None:
    """Keep the hash of a new refresh token."""
    await execute(
        "INSERT INTO refresh_tokens (hash, session, generation, created_at)"
        " VALUES ($1, $2, $3, $4)",
        digest,
        session,
        generation,
        at,
    )


async def rotation(digest: bytes, at: datetime) -> Rotation | None:
    """Where the token stands; its session is locked until this transaction ends."""
    row = await fetchrow(
        "SELECT s.id AS session, s.person, s.generation, s.rotated_at,"  # noqa: S608
        f" t.generation AS presented, ({_ALIVE}) AS alive FROM refresh_tokens t"
        " JOIN sessions s ON s.id = t.session JOIN users u ON u.id = s.person"
        " WHERE t.hash = $1 FOR UPDATE OF s",
        digest,
        at,
    )
    return Rotation(**row) if row else None


async def tokens_of(session: UUID, generation: int) -> int:
    """How many refresh tokens the session was given in `generation`."""
    total: int = await fetchval(
        "SELECT count(*) FROM refresh_tokens WHERE session = $1 AND generation = $2",
        session,
        generation,
    )
    return total


async def rotate(session: UUID, *, at: datetime, expires_at: datetime, address: str) -> None:
    """Begin the session's next generation of refresh tokens."""
    await execute(
        "UPDATE sessions SET generation = generation + 1, rotated_at = $2, last_seen_at = $2,"
        " expires_at = $3, address = $4 WHERE id = $1",
        session,
        at,
        expires_at,
        address,
    )


async def revoke(
    person: UUID, *, why: str, at: datetime, only: UUID | None = None, but: UUID | None = None
) -> list[UUID]:
    """End the sessions of `person`: all, `only` one, or all `but` one."""
    rows = await fetch(
        "UPDATE sessions SET revoked_at = $2, revoked_why = $3 WHERE person = $1"
        " AND revoked_at IS NULL AND expires_at > $2"
        " AND ($4::uuid IS NULL OR id = $4) AND ($5::uuid IS NULL OR id <> $5) RETURNING id",
        person,
        at,
        why,
        only,
        but,
    )
    return [row["id"] for row in rows]


async def end_all(*, why: str, at: datetime) -> None:
    """End everybody's sessions, and tear every ticket."""
    await execute("DELETE FROM tickets")
    await execute(
        "UPDATE sessions SET revoked_at = $1, revoked_why = $2 WHERE revoked_at IS NULL", at, why
    )


async def devices(person: UUID, at: datetime) -> list[DeviceRow]:
    """The living sessions of `person`, the latest used first."""
    rows = await fetch(
        "SELECT id, kind, device, platform, client_version, user_agent, address, created_at,"
        " last_seen_at, expires_at FROM sessions"
        " WHERE person = $1 AND revoked_at IS NULL AND expires_at > $2"
        " ORDER BY last_seen_at DESC, id",
        person,
        at,
    )
    return [DeviceRow(**row) for row in rows]


async def forget(person: UUID) -> None:
    """Delete every session of `person` with all that belongs to it."""
    await execute("DELETE FROM sessions WHERE person = $1", person)


async def has_signed_in_from(person: UUID, address: str, since: datetime) -> bool:
    """Whether `person` had a session at `address` of late."""
    found: bool = await fetchval(
        "SELECT EXISTS (SELECT FROM sessions WHERE person = $1 AND address = $2"
        " AND last_seen_at > $3)",
        person,
        address,
        since,
    )
    return found


async def add_ticket(digest: bytes, session: UUID, expires_at: datetime) -> None:
    """Keep the hash of a new ticket."""
    await execute(
        "INSERT INTO tickets (hash, session, expires_at) VALUES ($1, $2, $3)",
        digest,
        session,
        expires_at,
    )


async def use_ticket(digest: bytes, at: datetime) -> UUID | None:
    """Tear the ticket: its session, the first time within its time; None ever after."""
    session: UUID | None = await fetchval(
        "DELETE FROM tickets WHERE hash = $1 AND expires_at > $2 RETURNING session", digest, at
    )
    return session


async def prune(*, at: datetime, ended_before: datetime) -> int:
    """Delete sessions, tokens and tickets that no answer depends on any more."""
    await execute("DELETE FROM tickets WHERE expires_at <= $1", at)
    await execute(
        "DELETE FROM refresh_tokens t USING sessions s WHERE s.id = t.session"
        " AND t.generation < s.generation - 1 AND t.created_at < $1",
        ended_before,
    )
    gone = await fetch(
        "DELETE FROM sessions WHERE expires_at < $1 OR revoked_at < $1 RETURNING id", ended_before
    )
    return len(gone)
