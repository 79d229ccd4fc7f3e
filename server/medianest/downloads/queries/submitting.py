"""Links become downloads, or find the one that is there."""

from datetime import datetime
from uuid import UUID

import msgspec

from medianest.downloads.queries.history import step
from medianest.downloads.queries.moving import COLUMNS, Item, item_of
from medianest.infra.database import execute, fetchrow, fetchval


class NewDownload(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a download when it is submitted."""

    id: UUID
    url: str
    link_key: str
    profile: str
    person: UUID
    at: datetime


async def add(new: NewDownload) -> bool:
    """Store it, unless the same link is there already in the same quality."""
    made = await fetchval(
        f"""INSERT INTO youtube_downloads
            (id, url, link_key, profile, requested_by, state, ticket, tries, title, channel,
             awaits_plex, created_at, updated_at, ordered_at, holds, history)
        VALUES ($1, $2, $3, $4, $5, 'queued', 1, 0, '', '', false, $6, $6, $6, 0,
            jsonb_build_array({step("'queued'", "$6")}))
        ON CONFLICT (link_key, profile) WHERE state <> 'cancelled' DO NOTHING
        RETURNING id""",  # noqa: S608 - constants
        new.id,
        new.url,
        new.link_key,
        new.profile,
        new.person,
        new.at,
    )
    return made is not None


async def same_link(key: str, profile: str) -> Item | None:
    """The download of that link and quality, locked against being removed meanwhile."""
    return item_of(
        await fetchrow(
            f"""SELECT {COLUMNS} FROM youtube_downloads
            WHERE link_key = $1 AND profile = $2 AND state <> 'cancelled' FOR SHARE""",  # noqa: S608 - constants
            key,
            profile,
        )
    )


async def follow(follower: UUID, download: UUID, person: UUID, at: datetime) -> None:
    """Let `person` be told too; once is enough."""
    await execute(
        """INSERT INTO download_followers (id, download, person, created_at)
        VALUES ($1, $2, $3, $4) ON CONFLICT (download, person) DO NOTHING""",
        follower,
        download,
        person,
        at,
    )
