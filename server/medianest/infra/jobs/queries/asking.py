"""What those send who ask for work, watch it and steer it."""

from datetime import timedelta
from uuid import UUID

import msgspec

from medianest.infra.database import (
    changed,
    execute,
    fetch,
    fetchrow,
    fetchval,
    transaction,
    within_transaction,
)
from medianest.infra.jobs._rows import OVER, JobRow, NewJob, QueueRow
from medianest.infra.jobs.queries._engine import engine

_COLUMNS = """id, kind, queue, state, attempts, max_attempts, crashes, progress, stage, reason,
    subject, owner, correlation_id, created_at, started_at, finished_at, next_try_at"""


async def add(new: NewJob) -> bool:
    """Store a job and its ticket; False if its unique key is taken."""
    async with within_transaction():
        added = await fetchval(
            """
            INSERT INTO jobs (id, kind, queue, payload, subject, owner, priority, unique_key,
                              max_attempts, correlation_id, next_try_at, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now() + $11::interval, now())
            ON CONFLICT DO NOTHING
            RETURNING true
            """,
            *msgspec.structs.astuple(new),
        )
        if added:
            await issue_ticket(new.id, new.kind, new.priority, new.after)
    return bool(added)


async def issue_ticket(job: UUID, kind: str, priority: int, after: timedelta | None = None) -> None:
    """Hand the job to the engine, inside the present transaction."""
    async with within_transaction() as current:
        await engine(current).enqueue(kind, None, priority, after, dedupe_key=str(job))


async def cancel(*, job: UUID | None = None, subject: str | None = None) -> list[tuple[UUID, str]]:
    """End what waits, and ask the workers of what runs; the ids and states they have now."""
    rows = await fetch(
        """
        WITH asked AS (
            UPDATE jobs SET
                cancel_asked = true,
                state = CASE WHEN state = 'running' THEN state ELSE 'cancelled' END,
                finished_at = CASE WHEN state = 'running' THEN NULL ELSE now() END,
                next_try_at = NULL
            WHERE (id = $1 OR subject = $2) AND state IN ('waiting', 'retrying', 'running')
            RETURNING id, state
        )
        SELECT id, state, pg_notify('medianest_jobs', json_build_object('cancel', id)::text)
        FROM asked
        """,
        job,
        subject,
    )
    return [(row["id"], row["state"]) for row in rows]


async def revive(job: UUID) -> bool:
    """Let a job that has ended start over; False if it has not ended."""
    async with transaction():
        row = await fetchrow(
            """
            UPDATE jobs SET state = 'waiting', attempts = 0, crashes = 0, reason = '', stage = '',
                progress = NULL, finished_at = NULL, next_try_at = NULL, cancel_asked = false
            WHERE id = $1 AND state = ANY($2)
            RETURNING kind, priority
            """,
            job,
            OVER,
        )
        if row is not None:
            await issue_ticket(job, row["kind"], row["priority"])
    return row is not None


async def drop(job: UUID) -> bool:
    """Forget a job that has ended."""
    return bool(await changed("DELETE FROM jobs WHERE id = $1 AND state = ANY($2)", job, OVER))


async def one(job: UUID) -> JobRow | None:
    """The job of this id."""
    row = await fetchrow(f"SELECT {_COLUMNS} FROM jobs WHERE id = $1", job)  # noqa: S608
    return JobRow(**row) if row else None


async def page(
    *, state: str | None, kind: str | None, limit: int, before: UUID | None
) -> tuple[list[JobRow], int]:
    """The newest jobs first, and how many there are in all."""
    rows = await fetch(
        f"""
        SELECT {_COLUMNS} FROM jobs
        WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR kind = $2)
          AND ($3::uuid IS NULL OR id < $3)
        ORDER BY id DESC LIMIT $4
        """,  # noqa: S608 - a constant
        state,
        kind,
        before,
        limit,
    )
    total = await fetchval(
        """
        SELECT count(*) FROM jobs
        WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR kind = $2)
        """,
        state,
        kind,
    )
    return [JobRow(**row) for row in rows], total


async def pause(queue: str, *, paused: bool) -> None:
    """Stop or start handing out a queue's work."""
    await execute(
        """
        WITH kept AS (
            INSERT INTO queues (name, paused, changed_at) VALUES ($1, $2, now())
            ON CONFLICT (name) DO UPDATE SET paused = excluded.paused, changed_at = now()
            RETURNING name
        )
        SELECT pg_notify('medianest_jobs', json_build_object('queue', name)::text) FROM kept
        """,
        queue,
        paused,
    )


async def queues() -> list[QueueRow]:
    """Every queue that has work or was ever paused."""
    rows = await fetch(
        """
        SELECT name, bool_or(paused) AS paused, sum(waiting)::int AS waiting,
               sum(running)::int AS running
        FROM (
            SELECT name, paused, 0 AS waiting, 0 AS running FROM queues
            UNION ALL
            SELECT queue, false, count(*) FILTER (WHERE state <> 'running'),
                   count(*) FILTER (WHERE state = 'running')
            FROM jobs WHERE state IN ('waiting', 'retrying', 'running') GROUP BY queue
        ) AS known
        GROUP BY name ORDER BY name
        """
    )
    return [QueueRow(**row) for row in rows]
