"""How far background tasks have come, and what waits for them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from medianest.catalog.queries.storing import TABLES
from medianest.infra.database import changed, execute, fetch, fetchrow
from medianest.kit.media import MediaType, TitleKey

_UNLISTED = """NOT EXISTS (SELECT FROM media_list_items i
    WHERE i.media_type = '{media_type}' AND i.tmdb_id = t.tmdb_id)"""


class SyncState(msgspec.Struct, frozen=True):
    """A task's place, and its last report."""

    task: str
    cursor: dict[str, Any]
    report: dict[str, Any]
    at: datetime


async def state(task: str) -> SyncState | None:
    """How far a task has come; None if it never ran."""
    row = await fetchrow("SELECT task, cursor, report, at FROM sync_state WHERE task = $1", task)
    return None if row is None else SyncState(*row.values())


async def every() -> list[SyncState]:
    """How far all tasks have come."""
    rows = await fetch("SELECT task, cursor, report, at FROM sync_state ORDER BY task")
    return [SyncState(*row.values()) for row in rows]


async def note(task: str, cursor: Mapping[str, Any], report: Mapping[str, Any]) -> None:
    """Write down how far a task has come, in the transaction that took it there."""
    await execute(
        """
        INSERT INTO sync_state (task, cursor, report, at) VALUES ($1, $2, $3, now())
        ON CONFLICT (task) DO UPDATE
        SET cursor = excluded.cursor, report = excluded.report, at = now()
        """,
        task,
        dict(cursor),
        dict(report),
    )


async def due(media_type: MediaType, limit: int) -> list[TitleKey]:
    """The titles that have waited longest to be asked about again."""
    rows = await fetch(
        f"""
        SELECT tmdb_id FROM {TABLES[media_type]} WHERE due_at <= now()
        ORDER BY due_at, tmdb_id LIMIT $1
        """,  # noqa: S608 - constants
        limit,
    )
    return [TitleKey(media_type, row["tmdb_id"]) for row in rows]


async def count_due(media_type: MediaType) -> int:
    """How many titles wait to be asked about again."""
    row = await fetchrow(
        f"SELECT count(*) AS waiting FROM {TABLES[media_type]} WHERE due_at <= now()"  # noqa: S608 - constants
    )
    return int(row["waiting"]) if row else 0


async def changed_outside(media_type: MediaType, numbers: Sequence[int], settled: timedelta) -> int:
    """Have those of `numbers` asked about again whose details are kept, and not quite new.

    Answers how many that are.
    """
    return await changed(
        f"""
        UPDATE {TABLES[media_type]} SET due_at = now()
        WHERE tmdb_id = ANY($1) AND due_at > now() AND fetched_at < now() - $2::interval
        """,  # noqa: S608 - constants
        list(numbers),
        settled,
    )


async def postpone(key: TitleKey, pause: timedelta) -> None:
    """Let a title wait that could not be read, so that it does not keep others from their turn."""
    await execute(
        f"UPDATE {TABLES[key.media_type]} SET due_at = now() + $2::interval WHERE tmdb_id = $1",  # noqa: S608 - constants
        key.tmdb_id,
        pause,
    )


async def postpone_season(show: int, number: int, pause: timedelta) -> None:
    """The same of a season."""
    await execute(
        "UPDATE seasons SET due_at = now() + $3::interval WHERE show = $1 AND number = $2",
        show,
        number,
        pause,
    )


async def forget_texts() -> int:
    """Forget what titles are called in languages that nobody reads lists in; how many texts."""
    return await changed(
        """
        DELETE FROM title_texts WHERE language NOT IN (
            SELECT language FROM catalog_languages WHERE seen_at > now() - interval '30 days')
        """
    )


async def forget_titles(media_type: MediaType, unseen_for: timedelta, most: int) -> int:
    """Forget up to `most` titles that nobody asked for, listed or looked at for so long."""
    table = TABLES[media_type]
    return await changed(
        f"""
        WITH forgotten AS (
            DELETE FROM {table} WHERE tmdb_id IN (
                SELECT t.tmdb_id FROM {table} t
                WHERE NOT t.cared AND t.seen_at < now() - $1::interval
                AND t.updated_at < now() - $1::interval
                AND {_UNLISTED.format(media_type=media_type)} LIMIT $2)
            RETURNING tmdb_id),
        texts AS (DELETE FROM title_texts x USING forgotten f
            WHERE x.media_type = '{media_type}' AND x.tmdb_id = f.tmdb_id),
        answers AS (DELETE FROM tmdb_answers a USING forgotten f
            WHERE a.subject = 'title/{media_type}/' || f.tmdb_id || '/0')
        SELECT FROM forgotten
        """,  # noqa: S608 - constants
        unseen_for,
        most,
    )
