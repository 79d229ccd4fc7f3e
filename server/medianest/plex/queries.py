"""Every statement about what is remembered of the Plex server."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from medianest.infra.database import connection, execute, fetch, fetchval, transaction
from medianest.kit.ids import Ids
from medianest.plex.choice import StoredLibrary
from medianest.plex.gateway import FoundLibrary


async def libraries() -> list[StoredLibrary]:
    """The libraries as the server described them last, in its order."""
    rows = await fetch(
        "SELECT id::text, key, title, type, agent, scanner, locations"
        " FROM plex_libraries ORDER BY key"
    )
    return [StoredLibrary(**row) for row in rows]


async def replace_libraries(
    server: str, found: Sequence[FoundLibrary], *, ids: Ids, at: datetime
) -> None:
    """Make the stored libraries those of `server`; one that stays keeps what hangs on it."""
    async with transaction():
        await execute(
            "DELETE FROM plex_libraries WHERE server <> $1 OR key <> ALL($2::int[])",
            server,
            [library.key for library in found],
        )
        for library in found:
            await _save_library(ids(), server, library, at)


async def _save_library(row_id: UUID, server: str, library: FoundLibrary, at: datetime) -> None:
    await execute(
        """
        INSERT INTO plex_libraries
            (id, server, key, title, type, agent, scanner, locations, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (server, key) DO UPDATE SET
            title = $4, type = $5, agent = $6, scanner = $7, locations = $8, updated_at = $9""",
        row_id,
        server,
        library.key,
        library.title,
        library.type,
        library.agent,
        library.scanner,
        library.locations,
        at,
    )


async def collection_key(library: str, title: str, subtype: str) -> int | None:
    """Plex's key of the collection that we filled last under that title."""
    key: int | None = await fetchval(
        "SELECT rating_key FROM plex_collections"
        " WHERE library = $1::uuid AND title = $2 AND subtype = $3",
        library,
        title,
        subtype,
    )
    return key


async def remember_collection(
    row_id: UUID, library: str, title: str, subtype: str, key: int
) -> None:
    """Store Plex's key of a collection."""
    await execute(
        """
        INSERT INTO plex_collections (id, library, title, subtype, rating_key)
        VALUES ($1, $2::uuid, $3, $4, $5)
        ON CONFLICT (library, title, subtype) DO UPDATE SET rating_key = $5""",
        row_id,
        library,
        title,
        subtype,
        key,
    )


async def misses(library: str, folder: str) -> int:
    """How often in a row Plex did not find what lies in `folder`."""
    count = await fetchval(
        "SELECT misses FROM plex_scans WHERE library = $1::uuid AND path = $2", library, folder
    )
    return count or 0


async def count_miss(row_id: UUID, library: str, folder: str, *, at: datetime) -> None:
    """One more scan of `folder` that found nothing."""
    await execute(
        """
        INSERT INTO plex_scans (id, library, path, misses, last_at)
        VALUES ($1, $2::uuid, $3, 1, $4)
        ON CONFLICT (library, path) DO UPDATE SET
            misses = plex_scans.misses + 1, last_at = $4""",
        row_id,
        library,
        folder,
        at,
    )


async def forget_misses(library: str, folder: str) -> None:
    """Plex finds what lies in `folder` again."""
    await execute("DELETE FROM plex_scans WHERE library = $1::uuid AND path = $2", library, folder)


@asynccontextmanager
async def alone(what: str) -> AsyncIterator[None]:
    """Be the only one, among all processes, that does `what`.

    The lock belongs to a connection of its own, so it goes with a process that dies.
    """
    async with connection() as held:
        await held.execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", what)
        yield
