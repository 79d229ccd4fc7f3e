"""Servers and their libraries: which there are, and how far each was read."""

from datetime import datetime

import msgspec

from medianest.infra.database import changed, execute, fetch, fetchval

_COLUMNS = "key, title, type, item_count, synced_at, full_at, changes_from, gone_at, agent, scanner"


class Shelf(msgspec.Struct, frozen=True, kw_only=True):
    """A library and how far it was read; `gone_at` since the server does not name it any more.

    What changed at the server from `changes_from` on, by the server's clock, was not read.
    """

    key: int
    title: str
    type: str
    item_count: int
    synced_at: datetime | None
    full_at: datetime | None
    changes_from: datetime | None
    gone_at: datetime | None
    agent: str
    scanner: str


async def shelves(server: str) -> list[Shelf]:
    """All libraries of a server, those that are gone included."""
    rows = await fetch(
        f"SELECT {_COLUMNS} FROM plex_libraries WHERE server = $1 ORDER BY key",  # noqa: S608 - ours
        server,
    )
    return [Shelf(**row) for row in rows]


async def read(server: str, library: int, *, at: datetime, changes_from: datetime) -> None:
    """Note that a library was read up to now."""
    await execute(
        """
        UPDATE plex_libraries SET synced_at = $3, changes_from = $4,
            item_count = (SELECT count(*) FROM plex_items i
                WHERE i.server = $1 AND i.library = $2 AND i.deleted_at IS NULL
                AND i.type IN ('movie', 'show', 'artist'))
        WHERE server = $1 AND key = $2""",
        server,
        library,
        at,
        changes_from,
    )


async def tried(server: str, library: int, *, at: datetime) -> None:
    """Note that the whole library was asked for, whatever came of it."""
    await execute(
        "UPDATE plex_libraries SET full_at = $3 WHERE server = $1 AND key = $2", server, library, at
    )


async def forget(server: str, library: int) -> bool:
    """Forget a library that the server does not name any more and that holds nothing."""
    return bool(
        await changed(
            """
            DELETE FROM plex_libraries WHERE server = $1 AND key = $2 AND gone_at IS NOT NULL
                AND NOT EXISTS (SELECT FROM plex_items
                    WHERE server = $1 AND library = $2 AND deleted_at IS NULL)""",
            server,
            library,
        )
    )


async def service_of(server: str) -> str | None:
    """The service under which a server is connected."""
    service: str | None = await fetchval("SELECT service FROM plex_servers WHERE id = $1", server)
    return service


async def main_server() -> str | None:
    """The server that published files go to."""
    server: str | None = await fetchval("SELECT id FROM plex_servers WHERE service = 'plex'")
    return server


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """A library of a connected server."""

    server: str
    server_name: str
    service: str
    key: int
    title: str
    type: str
    agent: str
    scanner: str
    locations: list[str]
    item_count: int
    synced_at: datetime | None


async def every() -> list[Stored]:
    """All libraries of connected servers, those of the main one first."""
    rows = await fetch(
        """
        SELECT l.server, s.name AS server_name, s.service, l.key, l.title, l.type, l.agent,
            l.scanner, l.locations, l.item_count, l.synced_at
        FROM plex_libraries l JOIN plex_servers s ON s.id = l.server AND s.service IS NOT NULL
        WHERE l.gone_at IS NULL ORDER BY s.service <> 'plex', s.service, l.key"""
    )
    return [Stored(**row) for row in rows]
