"""What workers send: claims, results, and what becomes of the jobs of the dead."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
from pgqueuer.domain.types import QueueEntrypoint, QueueManagerId
from pgqueuer.ports.repository import EntrypointExecutionParameter

from medianest.infra.database import Lock, changed, execute, fetch, fetchval, transaction
from medianest.infra.jobs._rows import Claimed, Lost, Outcome, Outlook, State
from medianest.infra.jobs.queries._engine import engine

# The engine takes a job over whose heartbeat is old. Here a lock tells who lives, not a clock.
_NEVER = timedelta(days=36_500)
_TAKE = """
WITH ticket AS (
    SELECT id, dedupe_key::uuid AS job FROM pgqueuer WHERE id = ANY($1)
), taken AS (
    UPDATE jobs SET state = 'running', attempts = attempts + 1, worker = $2,
        queue = $3, started_at = now(), next_try_at = NULL, progress = NULL, stage = ''
    FROM ticket
    WHERE jobs.id = ticket.job AND state IN ('waiting', 'retrying')
      AND NOT EXISTS (SELECT FROM queues WHERE name = $3 AND paused)
      -- A cancelled job keeps others of its key from starting until it has ended.
      AND NOT EXISTS (SELECT FROM jobs other WHERE other.state = 'running'
                      AND other.unique_key = jobs.unique_key)
    RETURNING ticket.id AS ticket, jobs.id, kind, attempts, crashes,
              payload::text, subject,
              owner, correlation_id
), refused AS (
    UPDATE pgqueuer SET status = 'queued', queue_manager_id = NULL,
        execute_after = now() + interval '0.5 seconds'
    WHERE id = ANY($1) AND id NOT IN (SELECT ticket FROM taken)
)
SELECT id, kind, attempts, crashes, payload, subject, owner, correlation_id
FROM taken ORDER BY array_position($1, ticket)
"""


def _life(worker: UUID) -> Lock:
    return Lock("jobs.worker", str(worker))


async def sign_on(line: "asyncpg.Connection[Any]", worker: UUID) -> None:
    """Take the lock that tells everybody, as long as `line` is open, that `worker` lives."""
    await _life(worker).keep(line)


async def claim(
    worker: UUID, queue: str, kinds: Sequence[str], most: int
) -> tuple[list[Claimed], int]:
    """Take up to `most` jobs, the most urgent first, and count the attempt.

    Also answers how many were put back for a moment: of a paused queue, or kept out by a job of
    the same key that is still ending.
    """
    async with transaction() as current:
        tickets = await engine(current).dequeue(
            batch_size=most,
            entrypoints={QueueEntrypoint(kind): EntrypointExecutionParameter(0) for kind in kinds},
            queue_manager_id=QueueManagerId(worker),
            global_concurrency_limit=None,
            heartbeat_timeout=_NEVER,
        )
        if not tickets:
            return [], 0
        rows = await fetch(
            _TAKE,
            [ticket.id for ticket in tickets],
            worker,
            queue,
        )
    return [Claimed(**row) for row in rows], len(tickets) - len(rows)


async def settle(job: UUID, worker: UUID, outcome: Outcome) -> State | None:
    """Write down how an attempt ended; None if the job is no longer this worker's."""
    settled: State | None = await fetchval(
        """
        UPDATE jobs SET
            state = ended.state, reason = $4, worker = NULL,
            attempts = attempts - CASE WHEN $6 THEN 1 ELSE 0 END,
            progress = CASE ended.state WHEN 'done' THEN 1 ELSE progress END,
            finished_at = CASE WHEN ended.state IN ('waiting', 'retrying') THEN NULL ELSE now() END,
            next_try_at = CASE WHEN ended.state IN ('waiting', 'retrying')
                               THEN now() + $5::interval END
        FROM (
            SELECT CASE WHEN cancel_asked THEN 'cancelled' ELSE $3 END AS state
            FROM jobs WHERE id = $1 FOR UPDATE
        ) AS ended
        WHERE id = $1 AND worker = $2 AND jobs.state = 'running'
        RETURNING jobs.state
        """,
        job,
        worker,
        outcome.state,
        outcome.reason,
        outcome.after,
        outcome.free,
    )
    return settled


async def note_progress(job: UUID, worker: UUID, fraction: float | None, stage: str) -> None:
    """Show how far a job is."""
    await execute(
        "UPDATE jobs SET progress = $3, stage = $4 WHERE id = $1 AND worker = $2",
        job,
        worker,
        fraction,
        stage,
    )


async def give_back(worker: UUID) -> None:
    """Return what a worker ran that lives, and has stopped all of it; no attempt is counted."""
    await execute(
        """
        UPDATE jobs SET worker = NULL, next_try_at = NULL,
            attempts = attempts - CASE WHEN cancel_asked THEN 0 ELSE 1 END,
            state = CASE WHEN cancel_asked THEN 'cancelled' ELSE 'waiting' END,
            finished_at = CASE WHEN cancel_asked THEN now() END
        WHERE worker = $1 AND state = 'running'
        """,
        worker,
    )


async def bury(worker: UUID, *, most_crashes: int, grace: timedelta) -> list[Lost]:
    """Deal with the jobs of `worker` if it is dead; inside a transaction."""
    if not await _life(worker).try_hold():
        return []
    rows = await fetch(
        """
        UPDATE jobs SET worker = NULL, crashes = crashes + 1,
            state = fate.state,
            finished_at = CASE fate.state WHEN 'waiting' THEN NULL ELSE now() END,
            next_try_at = CASE fate.state WHEN 'waiting' THEN now() + $3::interval END,
            reason = CASE fate.state
                WHEN 'parked' THEN 'Parked: the worker was killed ' || $2::int || ' times while '
                    'running this. Retry it once the cause is found.'
                WHEN 'waiting' THEN 'The worker died in the middle; the job starts again.'
                ELSE '' END
        FROM (
            SELECT id, CASE WHEN cancel_asked THEN 'cancelled'
                            WHEN crashes + 1 >= $2::int THEN 'parked' ELSE 'waiting' END AS state
            FROM jobs WHERE worker = $1 AND state = 'running' FOR UPDATE
        ) AS fate
        WHERE jobs.id = fate.id
        RETURNING jobs.id, kind, jobs.state, reason, payload::text, subject, owner
        """,
        worker,
        most_crashes,
        grace,
    )
    return [Lost(**row) for row in rows]


async def outlook(line: "asyncpg.Connection[Any]", worker: UUID, kinds: Sequence[str]) -> Outlook:
    """What waits, when the next schedule is due, who else works; asked on the worker's own line."""
    rows = await line.fetch(
        """
        SELECT entrypoint, extract(epoch FROM min(execute_after) - now())::float8 AS seconds
        FROM pgqueuer WHERE status = 'queued' AND entrypoint = ANY($1) GROUP BY entrypoint
        """,
        kinds,
    )
    row = await line.fetchrow(
        """
        SELECT (SELECT min(next_run_at) FROM schedules) AS scheduled,
               ARRAY(SELECT DISTINCT worker FROM jobs WHERE state = 'running' AND worker <> $1)
                   AS others,
               ARRAY(SELECT name::text FROM queues WHERE paused) AS paused
        """,
        worker,
    )
    assert row is not None  # noqa: S101 - the statement has no FROM
    return Outlook(waiting={found["entrypoint"]: found["seconds"] for found in rows}, **row)


async def prune(keep: timedelta) -> int:
    """Forget jobs that ended longer ago than `keep`, and the engine's own log of them."""
    async with transaction():
        await execute("DELETE FROM pgqueuer_log WHERE created < now() - $1::interval", keep)
        return await changed("DELETE FROM jobs WHERE finished_at < now() - $1::interval", keep)
