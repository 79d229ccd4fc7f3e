"""When recurring work is due, and how it went."""

from collections.abc import Sequence
from datetime import datetime

from medianest.infra.database import execute, fetch, fetchval
from medianest.infra.jobs._rows import ScheduleRow


async def declare(name: str, every: str, next_run_at: datetime) -> None:
    """Make a schedule known; its next run stays unless its rhythm has changed."""
    await execute(
        """
        INSERT INTO schedules (name, every, next_run_at) VALUES ($1, $2, $3)
        ON CONFLICT (name) DO UPDATE
        SET every = excluded.every, next_run_at = excluded.next_run_at
        WHERE schedules.every <> excluded.every
        """,
        name,
        every,
        next_run_at,
    )


async def forget_all_but(names: Sequence[str]) -> None:
    """Remove schedules that no longer exist."""
    await execute("DELETE FROM schedules WHERE name <> ALL($1)", list(names))


async def due(at: datetime) -> list[str]:
    """The names of the schedules whose time has come."""
    rows = await fetch("SELECT name FROM schedules WHERE next_run_at <= $1", at)
    return [row["name"] for row in rows]


async def advance(name: str, at: datetime, next_run_at: datetime) -> bool:
    """Take the run that is due; of many who try, one gets True."""
    return bool(
        await fetchval(
            """
            UPDATE schedules SET next_run_at = $3 WHERE name = $1 AND next_run_at <= $2
            RETURNING true
            """,
            name,
            at,
            next_run_at,
        )
    )


async def began(name: str) -> None:
    """Note that a run has started."""
    await execute(
        """
        UPDATE schedules SET last_run_at = now(), last_seconds = NULL, last_result = 'running'
        WHERE name = $1
        """,
        name,
    )


async def ended(name: str, result: str) -> None:
    """Note how the run went that has started last."""
    await execute(
        """
        UPDATE schedules SET last_result = $2,
            last_seconds = extract(epoch FROM clock_timestamp() - last_run_at)
        WHERE name = $1 AND last_result = 'running'
        """,
        name,
        result,
    )


async def note_interrupted() -> None:
    """Show runs whose worker is gone as what they are; the job itself starts again."""
    await execute(
        """
        UPDATE schedules SET last_result = 'interrupted' WHERE last_result = 'running'
        AND NOT EXISTS (SELECT FROM jobs WHERE kind = name AND state = 'running')
        """
    )


async def every() -> list[ScheduleRow]:
    """All schedules by name."""
    rows = await fetch(
        """
        SELECT name, every, next_run_at, last_run_at, last_seconds, last_result
        FROM schedules ORDER BY name
        """
    )
    return [ScheduleRow(**row) for row in rows]


async def exists(name: str) -> bool:
    """Whether a schedule of this name is known."""
    return bool(await fetchval("SELECT true FROM schedules WHERE name = $1", name))
