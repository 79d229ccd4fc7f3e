"""What TMDB said, kept by a digest of the question."""

from datetime import datetime, timedelta

import msgspec

from medianest.infra.database import changed, execute, fetchrow


class Kept(msgspec.Struct, frozen=True):
    """A stored answer, and when TMDB gave it."""

    document: str
    fetched_at: datetime
    seen_at: datetime


async def read(key: str) -> Kept | None:
    """The answer under `key`."""
    row = await fetchrow(
        "SELECT document, fetched_at, seen_at FROM tmdb_answers WHERE key = $1", key
    )
    return None if row is None else Kept(**row)


async def about(subject: str) -> Kept | None:
    """The newest answer about `subject`, in whatever language."""
    row = await fetchrow(
        """
        SELECT document, fetched_at, seen_at FROM tmdb_answers WHERE subject = $1
        ORDER BY fetched_at DESC LIMIT 1
        """,
        subject,
    )
    return None if row is None else Kept(**row)


async def write(key: str, kind: str, subject: str, document: str) -> datetime:
    """Keep an answer in place of an older one; when that was."""
    row = await fetchrow(
        """
        INSERT INTO tmdb_answers (key, kind, subject, document, fetched_at, seen_at)
        VALUES ($1, $2, $3, $4, now(), now())
        ON CONFLICT (key) DO UPDATE
        SET document = excluded.document, fetched_at = excluded.fetched_at, seen_at = now()
        RETURNING fetched_at
        """,
        key,
        kind,
        subject,
        document,
    )
    assert row is not None, "an upsert always answers"  # noqa: S101 - for the type checker
    at: datetime = row["fetched_at"]
    return at


async def forget(key: str) -> None:
    """Drop an answer whose subject is gone."""
    await execute("DELETE FROM tmdb_answers WHERE key = $1", key)


async def seen(key: str) -> None:
    """Note that an answer is still of use."""
    await execute("UPDATE tmdb_answers SET seen_at = now() WHERE key = $1", key)


async def drop_unseen(kinds: list[str], unseen_for: timedelta) -> int:
    """Forget answers that nobody has looked at for so long; how many."""
    return await changed(
        "DELETE FROM tmdb_answers WHERE kind = ANY($1) AND seen_at < now() - $2::interval",
        kinds,
        unseen_for,
    )


async def drop_beyond(kinds: list[str], most: int) -> int:
    """Keep the `most` answers that were looked at last; how many had to go."""
    return await changed(
        """
        DELETE FROM tmdb_answers WHERE key IN (
            SELECT key FROM tmdb_answers WHERE kind = ANY($1)
            ORDER BY seen_at DESC OFFSET $2)
        """,
        kinds,
        most,
    )
