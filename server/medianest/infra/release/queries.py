"""Every statement about releases."""

from medianest.infra.database import execute, fetch, fetchval
from medianest.infra.release._names import Release


async def opened_by() -> list[Release]:
    """The releases that have served with this database, the first one first."""
    if await fetchval("SELECT to_regclass('releases')") is None:
        return []
    rows = await fetch("SELECT version, tag FROM releases ORDER BY first_seen, tag")
    return [Release(row["version"], row["tag"]) for row in rows]


async def remember(release: Release) -> None:
    """Note that `release` serves with this database; a tag that has moved on names it now."""
    await execute(
        """
        INSERT INTO releases (tag, version, first_seen) VALUES ($1, $2, now())
        ON CONFLICT (tag) DO UPDATE SET version = excluded.version, first_seen = now()
        WHERE releases.version <> excluded.version
        """,
        release.tag,
        release.version,
    )
