"""Downloads as people see them: their own, those they follow, or all of them."""

from typing import Any, cast
from uuid import UUID

import msgspec

from medianest.downloads.queries.history import UTC
from medianest.downloads.schemas import Download, Requester
from medianest.infra.database import Row, fetch, fetchrow, fetchval
from medianest.kit.paging import cut

# JSON travels as text and goes out as it is stored: nothing is decoded to be encoded again.
_PICTURE = "'/api/v1/youtube/downloads/' || d.id || '/picture?v=' || d.picture"
_COLUMNS = f"""
    d.id, d.url, d.title, d.state, d.profile, d.channel, {_PICTURE} AS thumbnail, d.requested_by,
    d.created_at, d.updated_at, d.finished_at, d.progress::text AS progress,
    d.file::text AS file, d.failure::text AS failure, d.plex::text AS plex, u.name AS person_name
"""
# A page is encoded where its rows are: decoding twenty of them here costs five times as much.
_ITEM = f"""json_build_object(
    'id', d.id, 'url', d.url, 'title', coalesce(nullif(d.title, ''), d.url), 'state', d.state,
    'stage', d.state, 'profile', d.profile, 'progress', d.progress, 'file', d.file,
    'failure', d.failure, 'plex', d.plex, 'channel', d.channel, 'thumbnail', {_PICTURE},
    'requestedBy', json_build_object('id', d.requested_by, 'name', u.name),
    'createdAt', to_char(d.created_at AT TIME ZONE 'UTC', {UTC}),
    'updatedAt', to_char(d.updated_at AT TIME ZONE 'UTC', {UTC}),
    'finishedAt', to_char(d.finished_at AT TIME ZONE 'UTC', {UTC}),
    'mine', d.requested_by = $1)::text"""
_FROM = "FROM youtube_downloads d JOIN users u ON u.id = d.requested_by"
_SEEN = """(d.requested_by = $1 OR EXISTS (
    SELECT FROM download_followers f WHERE f.download = d.id AND f.person = $1))"""
_ACTIVE = ["queued", "probing", "downloading", "processing", "publishing", "scanning", "paused"]


class _Encoded(msgspec.Struct, frozen=True):
    id: UUID
    item: str


async def page(
    person: UUID, *, sees_all: bool, states: list[str] | None, before: UUID | None, limit: int
) -> tuple[list[Download], str | None]:
    """The newest downloads that `person` may see, older than `before`, and the next cursor.

    They are encoded already, and only good for being sent.
    """
    where, args = _where(person, sees_all=sees_all, states=states)
    if before is not None:
        args.append(before)
        where.append(f"d.id < ${len(args)}")
    args.append(limit + 1)
    rows = await fetch(
        f"SELECT d.id, {_ITEM} AS item {_FROM} WHERE {' AND '.join(where)}"
        f" ORDER BY d.id DESC LIMIT ${len(args)}",
        *args,
    )
    found, cursor = cut([_Encoded(**row) for row in rows], limit)
    return [_raw(one.item) for one in found], cursor


async def count(person: UUID, *, sees_all: bool, states: list[str] | None) -> int:
    """How many downloads `person` may see."""
    where, args = _where(person, sees_all=sees_all, states=states)
    found: int = await fetchval(
        f"SELECT count(*) FROM youtube_downloads d WHERE {' AND '.join(where)}",  # noqa: S608 - constants
        *args,
    )
    return found


async def one(download: UUID, person: UUID, *, sees_all: bool) -> Download | None:
    """The download, if `person` may see it."""
    where, args = _where(person, sees_all=sees_all, states=None)
    args.append(download)
    row = await fetchrow(
        f"SELECT {_COLUMNS}, d.history::text AS history"
        f" {_FROM} WHERE {' AND '.join(where)} AND d.id = ${len(args)}",
        *args,
    )
    if row is None:
        return None
    found = _download(row, person)
    return msgspec.structs.replace(found, history=_raw(row["history"]))


async def picture(download: UUID, person: UUID, *, sees_all: bool) -> tuple[str | None] | None:
    """The version of its picture (None for none); None if `person` may not see the download."""
    where, args = _where(person, sees_all=sees_all, states=None)
    args.append(download)
    row = await fetchrow(
        f"""SELECT d.picture FROM youtube_downloads d
        WHERE {" AND ".join(where)} AND d.id = ${len(args)}""",  # noqa: S608 - constants
        *args,
    )
    return None if row is None else (row["picture"],)


async def announced(download: UUID) -> Download | None:
    """The download as it is announced: without saying whose it is."""
    row = await fetchrow(f"SELECT {_COLUMNS} {_FROM} WHERE d.id = $1", download)
    return None if row is None else _download(row, None)


async def plex_url(download: UUID) -> str | None:
    """Where a browser plays what came of it; None while Plex does not have it."""
    url: str | None = await fetchval(
        "SELECT plex->>'url' FROM youtube_downloads WHERE id = $1", download
    )
    return url


async def followers(download: UUID) -> list[UUID]:
    """Who submitted the same link later on."""
    rows = await fetch("SELECT person FROM download_followers WHERE download = $1", download)
    return [row["person"] for row in rows]


def states_of(which: str | None) -> list[str] | None:
    """The states that a list may be narrowed to; None for all."""
    if which is None:
        return None
    return _ACTIVE if which == "active" else [which]


def _where(
    person: UUID, *, sees_all: bool, states: list[str] | None
) -> tuple[list[str], list[object]]:
    where, args = ["$1::uuid IS NOT NULL"], list[object]([person])
    if not sees_all:
        where.append(_SEEN)
    if states is not None:
        args.append(states)
        where.append(f"d.state = ANY(${len(args)})")
    return where, args


def _download(row: Row, viewer: UUID | None) -> Download:
    return Download(
        id=row["id"],
        url=row["url"],
        title=row["title"] or row["url"],
        state=row["state"],
        stage=row["state"],
        profile=row["profile"],
        progress=_raw(row["progress"]),
        file=_raw(row["file"]),
        failure=_raw(row["failure"]),
        plex=_raw(row["plex"]),
        channel=row["channel"],
        thumbnail=row["thumbnail"],
        requested_by=Requester(id=row["requested_by"], name=row["person_name"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        finished_at=row["finished_at"],
        mine=msgspec.UNSET if viewer is None else row["requested_by"] == viewer,
    )


def _raw(text: str | None) -> Any:
    return None if text is None else cast("Any", msgspec.Raw(text))
