"""Every statement about services, their status and errors."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from medianest.infra.database import changed, execute, fetch, fetchrow, fetchval
from medianest.monitoring.schemas import ErrorEntry, State, Status


class StoredService(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `services`, its secret still sealed."""

    name: str
    url: str
    secret: str | None
    options: dict[str, Any]
    enabled: bool
    version: int


_SERVICE = "name, url, secret, options, enabled, version"


async def service(name: str) -> StoredService | None:
    """The service as stored."""
    row = await fetchrow(f"SELECT {_SERVICE} FROM services WHERE name = $1", name)  # noqa: S608 - a constant
    return StoredService(**row) if row else None


async def services() -> list[StoredService]:
    """All of them by name."""
    rows = await fetch(f"SELECT {_SERVICE} FROM services ORDER BY name")  # noqa: S608 - a constant
    return [StoredService(**row) for row in rows]


async def save_service(  # noqa: PLR0913 - one per column
    row_id: UUID,
    name: str,
    *,
    url: str,
    secret: str | None,
    options: Mapping[str, Any] | None,
    enabled: bool,
    at: datetime,
) -> StoredService:
    """Insert or change; None for `secret` or `options` keeps what was there."""
    sql = f"""
        INSERT INTO services
            (id, name, url, secret, options, enabled, version, created_at, updated_at)
        VALUES ($1, $2, $3, $4, coalesce($5::jsonb, '{{}}'), $6, 1, $7, $7)
        ON CONFLICT (name) DO UPDATE SET
            url = $3, secret = coalesce($4, services.secret),
            options = coalesce($5::jsonb, services.options),
            enabled = $6, version = services.version + 1, updated_at = $7
        RETURNING {_SERVICE}"""  # noqa: S608 - a constant
    row = await fetchrow(sql, row_id, name, url, secret, options, enabled, at)
    assert row is not None  # noqa: S101 - an insert that updates on conflict always returns
    return StoredService(**row)


async def delete_service(name: str) -> bool:
    """Forget the service and its status; False when there was none."""
    await execute("DELETE FROM service_status WHERE name = $1", name)
    return bool(await changed("DELETE FROM services WHERE name = $1", name))


async def statuses() -> dict[str, Status]:
    """The last status of each service."""
    rows = await fetch("SELECT name, state, detail, checked_at, since FROM service_status")
    return {
        name: Status(state=state, detail=detail, checked_at=checked_at, since=since)
        for name, state, detail, checked_at, since in rows
    }


async def status(name: str) -> Status:
    """The last status of one service."""
    row = await fetchrow(
        "SELECT state, detail, checked_at, since FROM service_status WHERE name = $1", name
    )
    return Status(**row) if row else Status()


async def save_status(name: str, state: State, detail: str, *, at: datetime) -> Status | None:
    """Store what was seen at `at`; the status if its state is another than before, else None."""
    before = await fetchval(
        "SELECT state FROM service_status WHERE name = $1 FOR UPDATE",
        name,
    )
    row = await fetchrow(
        """
        INSERT INTO service_status (name, state, detail, checked_at, since)
        VALUES ($1, $2, $3, $4, $4)
        ON CONFLICT (name) DO UPDATE SET
            state = $2, detail = $3, checked_at = $4,
            since = CASE WHEN service_status.state = $2
                    THEN service_status.since ELSE $4 END
        RETURNING state, detail, checked_at, since""",
        name,
        state,
        detail,
        at,
    )
    return Status(**row) if row and before != state else None


async def count_error(  # noqa: PLR0913 - one per column
    row_id: UUID,
    fingerprint: str,
    *,
    kind: str,
    code: str,
    message: str,
    place: str,
    correlation_id: str,
    at: datetime,
) -> None:
    """Add a failure, or count one more of the same fingerprint."""
    await execute(
        """
        INSERT INTO error_logs
            (id, fingerprint, kind, code, message, place, times, first_at, last_at, correlation_id)
        VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $7, $8)
        ON CONFLICT (fingerprint) DO UPDATE SET
            times = error_logs.times + 1, last_at = $7, message = $5, correlation_id = $8""",
        row_id,
        fingerprint,
        kind,
        code,
        message,
        place,
        at,
        correlation_id,
    )


async def forget_errors(*, before: datetime, keep: int) -> int:
    """Drop errors last seen before `before`, and all but the `keep` latest; how many went."""
    return await changed(
        """
        DELETE FROM error_logs WHERE last_at < $1 OR id IN (
            SELECT id FROM error_logs ORDER BY last_at DESC, id DESC OFFSET $2)""",
        before,
        keep,
    )


async def errors(*, limit: int, offset: int) -> tuple[list[ErrorEntry], int]:
    """A page of errors, latest first, and how many there are."""
    rows = await fetch(
        """
        SELECT id::text, kind, code, message, place, times AS count,
               first_at, last_at, correlation_id
        FROM error_logs ORDER BY last_at DESC, id DESC LIMIT $1 OFFSET $2""",
        limit,
        offset,
    )
    total = await fetchval("SELECT count(*) FROM error_logs")
    return [ErrorEntry(**row) for row in rows], total
