"""Reports of readings, from their beginning to an answer of the owner."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from medianest.infra.database import Row, changed, execute, fetch, fetchrow, fetchval
from medianest.kit.paging import cut
from medianest.kit.wire import Page
from medianest.plex.library.schemas import Report, SectionReport, State, Trigger

_COLUMNS = (
    "y.id, y.server, s.name AS server_name, y.service, y.state, y.is_full, y.trigger,"
    " y.started_at, y.finished_at, y.libraries, y.reason"
)
_FROM = "FROM plex_syncs y LEFT JOIN plex_servers s ON s.id = y.server"


async def begin(
    sync: UUID, service: str, *, full: bool, trigger: Trigger, at: datetime
) -> list[SectionReport]:
    """Note that a reading begins, or goes on; what came of it so far.

    Of a service there is one at a time: others that seem to be going on were interrupted.
    """
    await execute(
        "UPDATE plex_syncs SET state = 'failed', reason = 'It was interrupted.', finished_at = $3"
        " WHERE service = $1 AND id <> $2 AND state = 'running'",
        service,
        sync,
        at,
    )
    libraries = await fetchval(
        """
        INSERT INTO plex_syncs AS y (id, service, state, is_full, trigger, started_at, libraries,
            reason)
        VALUES ($1, $2, 'running', $3, $4, $5, '[]', '')
        ON CONFLICT (id) DO UPDATE SET state = 'running', finished_at = NULL
        RETURNING libraries""",
        sync,
        service,
        full,
        trigger,
        at,
    )
    return msgspec.convert(libraries, list[SectionReport])


async def of_server(sync: UUID, server: str) -> None:
    """Note which server answered."""
    await execute("UPDATE plex_syncs SET server = $2 WHERE id = $1", sync, server)


async def note(sync: UUID, libraries: Sequence[SectionReport]) -> None:
    """Store what came of the libraries read so far."""
    await execute(
        "UPDATE plex_syncs SET libraries = $2 WHERE id = $1", sync, msgspec.to_builtins(libraries)
    )


async def finish(sync: UUID, state: State, reason: str, *, at: datetime) -> None:
    """The reading is over."""
    await execute(
        "UPDATE plex_syncs SET state = $2, reason = $3, finished_at = $4 WHERE id = $1",
        sync,
        state,
        reason,
        at,
    )


async def drop_same_failures(sync: UUID) -> None:
    """Of the same failure every five minutes, keep the latest."""
    await execute(
        """
        DELETE FROM plex_syncs old USING plex_syncs new
        WHERE new.id = $1 AND new.state = 'failed' AND old.id <> new.id AND old.state = 'failed'
            AND (old.service, old.is_full, old.reason) = (new.service, new.is_full, new.reason)
            AND old.libraries = '[]'""",
        sync,
    )


async def answer(sync: UUID, state: State) -> str | None:
    """Take a held reading out of waiting; its service, or None if it does not wait."""
    service: str | None = await fetchval(
        "UPDATE plex_syncs SET state = $2, finished_at = now()"
        " WHERE id = $1 AND state = 'held' RETURNING service",
        sync,
        state,
    )
    return service


async def release(server: str, library: int, *, but: UUID, why: str) -> None:
    """Let older readings of a library wait no longer, for this one knows better."""
    await execute(
        """
        UPDATE plex_syncs SET state = 'dismissed', reason = $4
        WHERE server = $1 AND id <> $3 AND state = 'held' AND NOT EXISTS (
            SELECT FROM jsonb_array_elements(libraries) one
            WHERE one->>'state' = 'held' AND (one->>'key')::int <> $2)""",
        server,
        library,
        but,
        why,
    )


async def one(sync: UUID) -> Report | None:
    """The report of that id."""
    row = await fetchrow(
        f"SELECT {_COLUMNS} {_FROM} WHERE y.id = $1",
        sync,
    )
    return _report(row) if row else None


async def page(*, state: State | None, before: UUID | None, limit: int) -> Page[Report]:
    """A stretch of the reports older than `before`, newest first."""
    rows = await fetch(
        f"""SELECT {_COLUMNS} {_FROM}
        WHERE ($1::text IS NULL OR state = $1) AND ($2::uuid IS NULL OR y.id < $2)
        ORDER BY y.id DESC LIMIT $3""",
        state,
        before,
        limit + 1,
    )
    total: int = await fetchval(
        "SELECT count(*) FROM plex_syncs WHERE ($1::text IS NULL OR state = $1)", state
    )
    items, cursor = cut([_report(row) for row in rows], limit)
    return Page(items=items, total=total, next_cursor=cursor)


async def prune() -> int:
    """Forget reports of a quarter ago, and within a day those that found nothing new."""
    return await changed(
        """
        DELETE FROM plex_syncs WHERE state <> 'held' AND finished_at IS NOT NULL AND (
            finished_at < now() - interval '90 days'
            OR finished_at < now() - interval '1 day' AND NOT is_full AND state = 'done'
                AND NOT EXISTS (SELECT FROM jsonb_array_elements(libraries) one
                    WHERE one->>'added' <> '0' OR one->>'updated' <> '0' OR one->>'deleted' <> '0'))
        """
    )


def _report(row: Row) -> Report:
    values = dict(row)
    libraries = msgspec.convert(values.pop("libraries"), list[SectionReport])
    return Report(
        full=values.pop("is_full"),
        **values,
        libraries=libraries,
        added=sum(one.added for one in libraries),
        updated=sum(one.updated for one in libraries),
        deleted=sum(one.deleted for one in libraries),
        would_delete=sum(one.would_delete for one in libraries),
        unmatched=sum(one.unmatched for one in libraries),
    )
