"""Links: made, refreshed, lost, taken back."""

from datetime import datetime
from uuid import UUID

import msgspec

from medianest.catalog.trakt.errors import Failure
from medianest.infra.database import changed, execute, fetch, fetchrow, fetchval


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """The sealed tokens of a link."""

    access: str
    refresh: str
    expires_at: datetime


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A person's account at Trakt; without tokens once Trakt has refused them."""

    id: UUID
    person: UUID
    username: str | None
    access: str | None
    refresh: str | None
    expires_at: datetime | None
    to_requests: bool
    failure: Failure | None
    wished_at: datetime | None
    watched_at: datetime | None
    synced_at: datetime | None

    @property
    def tokens(self) -> Tokens | None:
        """Its tokens, unless Trakt has refused them."""
        if self.access is None or self.refresh is None or self.expires_at is None:
            return None
        return Tokens(access=self.access, refresh=self.refresh, expires_at=self.expires_at)


async def of(person: UUID) -> Link | None:
    """The link of `person`."""
    row = await fetchrow(
        """
        SELECT id, person, username, access_token AS access, refresh_token AS refresh, expires_at,
            to_requests, failure, wished_at, watched_at, synced_at
        FROM trakt_links WHERE person = $1
        """,
        person,
    )
    return Link(**row) if row else None


async def working() -> list[UUID]:
    """Everybody whose link has tokens."""
    rows = await fetch("SELECT person FROM trakt_links WHERE access_token IS NOT NULL ORDER BY id")
    return [row["person"] for row in rows]


async def save(link: UUID, person: UUID, tokens: Tokens, *, at: datetime) -> None:
    """Link an account; a former link of the person leaves its wish for requests behind."""
    await execute(
        """
        INSERT INTO trakt_links
            (id, person, access_token, refresh_token, expires_at, to_requests, linked_at)
        VALUES ($1, $2, $3, $4, $5, false, $6)
        ON CONFLICT (person) DO UPDATE SET
            id = $1, access_token = $3, refresh_token = $4, expires_at = $5, linked_at = $6,
            username = NULL, failure = NULL, wished_at = NULL, watched_at = NULL, synced_at = NULL
        """,
        link,
        person,
        tokens.access,
        tokens.refresh,
        tokens.expires_at,
        at,
    )


async def renew(link: UUID, tokens: Tokens) -> bool:
    """Keep the tokens that took the place of others; False if the link is gone."""
    return bool(
        await changed(
            "UPDATE trakt_links SET access_token = $2, refresh_token = $3, expires_at = $4"
            " WHERE id = $1",
            link,
            tokens.access,
            tokens.refresh,
            tokens.expires_at,
        )
    )


async def lose(link: UUID) -> bool:
    """Trakt takes the tokens no longer; False if that is known already."""
    return bool(
        await changed(
            """
            UPDATE trakt_links SET access_token = NULL, refresh_token = NULL, expires_at = NULL,
                failure = 'link_lost'
            WHERE id = $1 AND access_token IS NOT NULL
            """,
            link,
        )
    )


async def fail(link: UUID, failure: Failure) -> None:
    """Note why the link could not be used."""
    await execute("UPDATE trakt_links SET failure = $2 WHERE id = $1", link, failure)


async def synced(link: UUID, *, at: datetime) -> None:
    """Note that everything was read."""
    await execute("UPDATE trakt_links SET synced_at = $2, failure = NULL WHERE id = $1", link, at)


async def name(link: UUID, username: str) -> None:
    """Note whose account it is."""
    await execute("UPDATE trakt_links SET username = $2 WHERE id = $1", link, username)


async def change(person: UUID, *, to_requests: bool) -> bool:
    """Let the watchlist become requests, or not; False if nothing is linked."""
    return bool(
        await changed(
            "UPDATE trakt_links SET to_requests = $2 WHERE person = $1", person, to_requests
        )
    )


async def remove(person: UUID) -> None:
    """Forget the link, with all that was read through it."""
    for statement in (
        "DELETE FROM trakt_links WHERE person = $1",
        "DELETE FROM trakt_codes WHERE person = $1",
        "DELETE FROM trakt_wishes WHERE person = $1",
        "DELETE FROM trakt_watched WHERE person = $1",
    ):
        await execute(statement, person)


async def forget(person: UUID) -> None:
    """Forget everything about somebody who left."""
    await remove(person)
    await execute("DELETE FROM trakt_imports WHERE person = $1", person)


async def hold(link: UUID) -> bool:
    """Let nobody take the link back before the present transaction ends; False if it is gone."""
    return bool(await fetchval("SELECT true FROM trakt_links WHERE id = $1 FOR UPDATE", link))
