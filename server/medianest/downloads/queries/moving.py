"""Downloads as the machine sees them: moved from state to state, published, removed."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec

from medianest.downloads.queries.history import noted
from medianest.downloads.schemas import InPlex, Progress, PublishedFile
from medianest.downloads.states import ON_REQUEST, State, sources
from medianest.downloads.ytdlp.wire import FetchedFile, VideoInfo
from medianest.infra.database import Row, execute, fetch, fetchrow, fetchval, transaction

COLUMNS = """id, url, profile, requested_by, state, ticket, tries, title, channel, video,
    fetched, target, file, awaits_plex, finished_at"""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A download as the work on it needs it."""

    id: UUID
    url: str
    profile: str
    requested_by: UUID
    state: State
    ticket: int
    tries: int
    title: str
    channel: str
    video: VideoInfo | None
    fetched: FetchedFile | None
    target: str | None
    file: PublishedFile | None
    awaits_plex: bool
    finished_at: datetime | None


async def get(download: UUID) -> Item | None:
    """The download, whoever it belongs to."""
    return item_of(
        await fetchrow(f"SELECT {COLUMNS} FROM youtube_downloads WHERE id = $1", download)  # noqa: S608 - constants
    )


async def steered(download: UUID, person: UUID, *, steers_all: bool) -> Item | None:
    """The download, locked, if `person` may steer it."""
    return item_of(
        await fetchrow(
            f"""SELECT {COLUMNS} FROM youtube_downloads
            WHERE id = $1 AND ($3 OR requested_by = $2) FOR UPDATE""",  # noqa: S608 - constants
            download,
            person,
            steers_all,
        )
    )


async def move(
    download: UUID,
    target: State,
    *,
    at: datetime,
    ticket: int | None = None,
    **changes: object,
) -> Item | None:
    """Move to `target` from a state that allows it; None if it does not, or the ticket is old.

    Work, which has a `ticket`, never goes on with what a person has stopped meanwhile.
    """
    values, columns = list[object](), list[str]()
    for column, value in changes.items():
        values.append(_stored(value))
        columns.append(f", {column} = ${len(values) + 5}")
    return item_of(
        await fetchrow(
            f"""UPDATE youtube_downloads
            SET state = $2::text, updated_at = $3, history = {noted("$2", "$3")} {"".join(columns)}
            WHERE id = $1 AND state = ANY($4) AND ($5::int IS NULL OR ticket = $5)
            RETURNING {COLUMNS}""",  # noqa: S608 - the columns are arguments in this code
            download,
            target.value,
            at,
            [state for state in sources(target) if ticket is None or state not in ON_REQUEST],
            ticket,
            *values,
        )
    )


async def restart(
    download: UUID, target: State, stopped: Collection[State], *, at: datetime
) -> Item | None:
    """Begin anew under a new ticket; None if it is in none of the `stopped` states.

    What was only paused keeps the time of its order. A cancelled one cannot come back while
    another has taken its place.
    """
    try:
        async with transaction():
            row = await fetchrow(
                f"""UPDATE youtube_downloads
                SET state = $2::text, updated_at = $3, ticket = ticket + 1, tries = 0,
                    failure = NULL, progress = NULL, history = {noted("$2", "$3")},
                    ordered_at = CASE WHEN state = 'paused' THEN ordered_at ELSE $3 END
                WHERE id = $1 AND state = ANY($4) RETURNING {COLUMNS}""",  # noqa: S608 - constants
                download,
                target.value,
                at,
                [state for state in sources(target) if state in stopped],
            )
    except asyncpg.UniqueViolationError:
        return None
    return item_of(row)


async def locked(download: UUID) -> bool:
    """Hold its row until this transaction ends; False if it is gone."""
    found = await fetchval("SELECT true FROM youtube_downloads WHERE id = $1 FOR UPDATE", download)
    return bool(found)


async def waiting_for_quota(person: UUID, at: datetime) -> list[Item]:
    """Begin those of `person`'s downloads anew that wait for room in the quota.

    What they wait for stays: where there is too little room still, that is no news to anybody.
    One that somebody else holds is being stopped, or begun anew, anyway: to wait for it would be
    a deadlock where two that wait are cancelled at once.
    """
    rows = await fetch(
        f"""UPDATE youtube_downloads SET ticket = ticket + 1, updated_at = $2,
            failure = jsonb_set(failure, '{{nextTry}}', to_jsonb($2::timestamptz))
        WHERE id IN (
            SELECT id FROM youtube_downloads
            WHERE requested_by = $1 AND state = 'queued' AND failure->>'class' = 'over_quota'
            FOR UPDATE SKIP LOCKED)
        RETURNING {COLUMNS}""",  # noqa: S608 - constants
        person,
        at,
    )
    return [msgspec.convert(dict(row), Item) for row in rows]


async def describe(download: UUID, video: VideoInfo, *, ticket: int, at: datetime) -> bool:
    """Store what the site says about the video."""
    done = await fetchval(
        """UPDATE youtube_downloads
        SET title = $3, channel = $4, video = $5, updated_at = $6
        WHERE id = $1 AND ticket = $2 RETURNING true""",
        download,
        ticket,
        video.title[:500],
        video.channel[:200],
        msgspec.to_builtins(video),
        at,
    )
    return bool(done)


async def picture(download: UUID, version: str, *, ticket: int) -> bool:
    """Store that there is a picture."""
    done = await fetchval(
        "UPDATE youtube_downloads SET picture = $3 WHERE id = $1 AND ticket = $2 RETURNING true",
        download,
        ticket,
        version,
    )
    return bool(done)


async def store_progress(download: UUID, progress: Progress, *, ticket: int) -> None:
    """Remember how far it is, for whoever looks next."""
    await execute(
        "UPDATE youtube_downloads SET progress = $3 WHERE id = $1 AND ticket = $2",
        download,
        ticket,
        msgspec.to_builtins(progress),
    )


async def awaiting_plex() -> list[UUID]:
    """What was published while no Plex was connected."""
    rows = await fetch(
        "SELECT id FROM youtube_downloads WHERE awaits_plex AND state = 'available' ORDER BY id"
    )
    return [row["id"] for row in rows]


async def note_plex(download: UUID, plex: InPlex, *, at: datetime) -> None:
    """Say how it goes with Plex, without moving."""
    await execute(
        "UPDATE youtube_downloads SET plex = $2, updated_at = $3 WHERE id = $1",
        download,
        msgspec.to_builtins(plex),
        at,
    )


async def remove(download: UUID) -> None:
    """Forget it and its followers."""
    await execute("DELETE FROM youtube_downloads WHERE id = $1", download)


async def unfinished(downloads: list[UUID]) -> set[UUID]:
    """Those whose fetched parts are still wanted."""
    rows = await fetch(
        """SELECT id FROM youtube_downloads
        WHERE id = ANY($1) AND state NOT IN ('available', 'scanning', 'cancelled')""",
        downloads,
    )
    return {row["id"] for row in rows}


async def known(downloads: list[UUID]) -> set[UUID]:
    """Those that have not been removed."""
    rows = await fetch("SELECT id FROM youtube_downloads WHERE id = ANY($1)", downloads)
    return {row["id"] for row in rows}


def item_of(row: Row | None) -> Item | None:
    """A row of `COLUMNS` as a struct; None for none."""
    if row is None:
        return None
    return msgspec.convert(dict(row), Item)


def _stored(value: object) -> object:
    return msgspec.to_builtins(value) if isinstance(value, msgspec.Struct) else value
