"""Every statement about what is remembered of the Plex server."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from medianest.infra.database import execute, fetch, fetchval, transaction
from medianest.kit.ids import Ids
from medianest.plex.choice import StoredLibrary
from medianest.plex.gateway import FoundLibrary
from medianest.plex.schemas import PlexServerInfo


async def libraries(service: str = "plex") -> list[StoredLibrary]:
    """The libraries as the server behind `service` described them last, in its order."""
    rows = await fetch(
        """
        SELECT l.id::text, l.key, l.title, l.type, l.agent, l.scanner, l.locations, l.server
        FROM plex_libraries l JOIN plex_servers s ON s.id = l.server
        WHERE s.service = $1 AND l.gone_at IS NULL ORDER BY l.key""",
        service,
    )
    return [StoredLibrary(**row) for row in rows]


async def save_server(service: str, info: PlexServerInfo, *, at: datetime) -> None:
    """Note which server answers under a service; another that did so before makes room."""
    async with transaction():
        await no_server(service, but=info.id)
        await execute(
            """
            INSERT INTO plex_servers AS s (id, service, name, version, platform, seen_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (id) DO UPDATE SET service = $2, name = $3, version = $4, platform = $5,
                seen_at = $6""",
            info.id,
            service,
            info.name,
            info.version,
            info.platform,
            at,
        )


async def no_server(service: str, *, but: str = "") -> None:
    """Let no server but that one stand behind `service`; what is known of others is kept."""
    await execute(
        "UPDATE plex_servers SET service = NULL WHERE service = $1 AND id <> $2", service, but
    )


async def replace_libraries(
    server: str, found: Sequence[FoundLibrary], *, ids: Ids, at: datetime
) -> None:
    """Make the libraries of `server` those; what it does not name any more is marked as gone."""
    async with transaction():
        await execute(
            "UPDATE plex_libraries SET gone_at = $3"
            " WHERE server = $1 AND key <> ALL($2::int[]) AND gone_at IS NULL",
            server,
            [library.key for library in found],
            at,
        )
        for library in found:
            await _save_library(ids(), server, library, at)


async def _save_library(row_id: UUID, server: str, library: FoundLibrary, at: datetime) -> None:
    await execute(
        """
        INSERT INTO plex_libraries
            (id, server, key, title, type, agent, scanner, locations, updated_at, item_count)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)
        ON CONFLICT (server, key) DO UPDATE SET title = $4, type = $5, agent = $6,
            scanner = $7, locations = $8, updated_at = $9, gone_at = NULL""",
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
