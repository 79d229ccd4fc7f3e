"""Every statement about rules."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from medianest.infra.database import Lock, changed, execute, fetch, fetchrow
from medianest.kit.media import MediaType, TitleKey
from medianest.requests.rules.conditions import Condition
from medianest.requests.rules.schemas import Rule, RuleDraft
from medianest.requests.states import State

_COLUMNS = "id, name, enabled, position, outcome, reason, condition"


class StoredPast(msgspec.Struct, frozen=True, kw_only=True):
    """A request that was made, by somebody who has this role today."""

    id: UUID
    media_type: MediaType
    tmdb_id: int
    is4k: bool
    seasons: int
    estimated_bytes: int
    title: str
    state: State
    person: UUID
    role: str
    requested_by: str

    @property
    def key(self) -> TitleKey:
        """The title that was asked for."""
        return TitleKey(self.media_type, self.tmdb_id)


async def latest(most: int) -> list[StoredPast]:
    """So many of the latest requests."""
    rows = await fetch(
        """
        SELECT r.id, r.media_type, r.tmdb_id, r.is4k, r.seasons, r.estimated_bytes, r.title,
            r.state, u.id AS person, u.role, u.name AS requested_by
        FROM media_requests r JOIN users u ON u.id = r.requested_by
        ORDER BY r.created_at DESC, r.id DESC LIMIT $1""",
        most,
    )
    return [msgspec.convert(dict(row), StoredPast) for row in rows]


async def lock() -> None:
    """Let nobody else change the order of the rules until this transaction ends."""
    await Lock("requests.rules").hold()


async def rules() -> list[Rule]:
    """All of them in their order."""
    rows = await fetch(f"SELECT {_COLUMNS} FROM request_rules ORDER BY position, id")  # noqa: S608 - a constant
    return [_rule(row) for row in rows]


async def enabled() -> list[Rule]:
    """Those that decide, in their order."""
    rows = await fetch(
        f"SELECT {_COLUMNS} FROM request_rules WHERE enabled ORDER BY position, id"  # noqa: S608 - a constant
    )
    return [_rule(row) for row in rows]


async def add(row_id: UUID, draft: RuleDraft, *, at: datetime) -> Rule:
    """Put a rule behind the others."""
    row = await fetchrow(
        f"""
        INSERT INTO request_rules
            (id, name, enabled, outcome, reason, condition, position, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6,
                (SELECT coalesce(max(position) + 1, 0) FROM request_rules), $7, $7)
        RETURNING {_COLUMNS}""",  # noqa: S608 - a constant
        row_id,
        *_values(draft),
        at,
    )
    assert row is not None  # noqa: S101 - an insert returns its row
    return _rule(row)


async def change(row_id: UUID, draft: RuleDraft, *, at: datetime) -> Rule | None:
    """Write a rule anew, in its place; None when it is gone."""
    row = await fetchrow(
        f"""
        UPDATE request_rules SET name = $2, enabled = $3, outcome = $4, reason = $5,
            condition = $6, updated_at = $7
        WHERE id = $1 RETURNING {_COLUMNS}""",  # noqa: S608 - a constant
        row_id,
        *_values(draft),
        at,
    )
    return _rule(row) if row else None


async def remove(row_id: UUID) -> bool:
    """Forget a rule; False when there was none."""
    return bool(await changed("DELETE FROM request_rules WHERE id = $1", row_id))


async def arrange(ids: Sequence[UUID]) -> None:
    """Put the rules into the order of `ids`; others follow as they were."""
    await execute(
        """
        UPDATE request_rules SET position = places.place FROM (
            SELECT r.id, row_number() OVER (
                ORDER BY coalesce(array_position($1::uuid[], r.id), 1000), r.position, r.id
            ) - 1 AS place FROM request_rules r) places
        WHERE places.id = request_rules.id""",
        list(ids),
    )


def _values(draft: RuleDraft) -> tuple[Any, ...]:
    condition = msgspec.to_builtins(draft.when)
    return draft.name, draft.enabled, draft.then, draft.reason, condition


def _rule(row: asyncpg.Record) -> Rule:
    return Rule(
        id=row["id"],
        name=row["name"],
        enabled=row["enabled"],
        position=row["position"],
        then=row["outcome"],
        reason=row["reason"],
        when=msgspec.convert(row["condition"], Condition),
    )
