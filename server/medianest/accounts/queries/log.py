"""Statements about the audit log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from medianest.infra.database import execute, fetch, fetchval

_FILTER = "($1::text IS NULL OR a.action = $1) AND ($2::uuid IS NULL OR a.actor = $2)"


class NewEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was just done."""

    id: UUID
    actor: UUID | None
    action: str
    subject: str
    address: str
    correlation_id: str
    details: Mapping[str, Any]


class EntryRow(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was done, with the present name of who did it."""

    id: UUID
    at: datetime
    actor: UUID | None
    actor_name: str | None
    action: str
    subject: str
    address: str
    correlation_id: str
    details: dict[str, Any]


async def add(entry: NewEntry) -> None:
    """Note what was done, as of this transaction."""
    await execute(
        "INSERT INTO audit_log (id, at, actor, action, subject, address, correlation_id, details)"
        " VALUES ($1, now(), $2, $3, $4, $5, $6, $7)",
        entry.id,
        entry.actor,
        entry.action,
        entry.subject,
        entry.address,
        entry.correlation_id,
        dict(entry.details),
    )


async def page(
    *, limit: int, before: UUID | None, action: str | None, actor: UUID | None
) -> list[EntryRow]:
    """What was done, the latest first."""
    rows = await fetch(
        "SELECT a.id, a.at, a.actor, u.name AS actor_name, a.action, a.subject, a.address,"  # noqa: S608
        " a.correlation_id, a.details FROM audit_log a LEFT JOIN users u ON u.id = a.actor"
        f" WHERE {_FILTER} AND ($3::uuid IS NULL OR a.id < $3) ORDER BY a.id DESC LIMIT $4",
        action,
        actor,
        before,
        limit,
    )
    return [EntryRow(**row) for row in rows]


async def count(*, action: str | None, actor: UUID | None) -> int:
    """How many entries there are."""
    total: int = await fetchval(
        f"SELECT count(*) FROM audit_log a WHERE {_FILTER}",  # noqa: S608
        action,
        actor,
    )
    return total


async def prune(before: datetime) -> None:
    """Delete what is older than anybody asks for."""
    await execute("DELETE FROM audit_log WHERE at < $1", before)
