"""Every statement about what is going on with the servers."""

from collections.abc import Collection, Mapping

import msgspec

from medianest.infra.database import fetch, fetchrow, fetchval

ItemKey = tuple[str, int]
"""A server's own id, and the item's key there."""


class PictureRow(msgspec.Struct, frozen=True, kw_only=True):
    """Where a server keeps the picture of an item, and from which age that may be seen."""

    thumb: str | None
    min_age: int | None


async def server_ids() -> dict[str, str]:
    """The id that each server has for itself, by the name it is configured under."""
    rows = await fetch("SELECT service, id FROM plex_servers WHERE service IS NOT NULL")
    return {row["service"]: row["id"] for row in rows}


async def service_of(server: str) -> str | None:
    """Under which name the server with that id is configured."""
    service: str | None = await fetchval("SELECT service FROM plex_servers WHERE id = $1", server)
    return service


async def min_ages(keys: Collection[ItemKey]) -> Mapping[ItemKey, int]:
    """From which age each item may be seen, as far as that is known."""
    rows = await fetch(
        """
        SELECT item.server, item.rating_key, item.min_age
        FROM unnest($1::text[], $2::bigint[]) AS asked (server, key)
        JOIN plex_items item ON item.server = asked.server AND item.rating_key = asked.key
        WHERE item.min_age IS NOT NULL""",
        [server for server, _ in keys],
        [key for _, key in keys],
    )
    return {(row["server"], row["rating_key"]): row["min_age"] for row in rows}


async def picture(server: str, key: int) -> PictureRow | None:
    """What is known of an item's picture; an episode is for the age that its show is for."""
    row = await fetchrow(
        """
        SELECT item.thumb, greatest(item.min_age, show.min_age) AS min_age
        FROM plex_items item
        LEFT JOIN plex_items show
            ON show.server = item.server AND show.rating_key = item.show_key
        WHERE item.server = $1 AND item.rating_key = $2""",
        server,
        key,
    )
    return PictureRow(**row) if row else None
