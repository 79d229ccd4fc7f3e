"""What is remembered of the Plex server."""

from piccolo.columns import (
    JSONB,
    UUID,
    BigInt,
    BigSerial,
    Boolean,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.table import Table


class LibraryRow(Table, tablename="plex_libraries"):
    """A library as the server described it last."""

    id = UUID(primary_key=True, default=None)
    server = Varchar(length=100, default=None)
    key = Integer(default=None)
    title = Text(default=None)
    type = Varchar(length=20, default=None)
    agent = Text(default="")
    scanner = Text(default="")
    locations = JSONB(default="[]")
    updated_at = Timestamptz(default=None)
    item_count = Integer(default=0)
    synced_at = Timestamptz(null=True, default=None)
    full_at = Timestamptz(null=True, default=None)
    changes_from = Timestamptz(null=True, default=None)
    gone_at = Timestamptz(null=True, default=None)


class CollectionRow(Table, tablename="plex_collections"):
    """The collection that we fill under a title; goes with its library."""

    id = UUID(primary_key=True, default=None)
    library = ForeignKey(LibraryRow, null=False, on_delete=OnDelete.cascade, index=True)
    title = Text(default=None)
    subtype = Varchar(length=20, default=None)
    rating_key = BigInt(default=None)


class ScanRow(Table, tablename="plex_scans"):
    """A folder in which Plex last did not find what it was told to look for."""

    id = UUID(primary_key=True, default=None)
    library = ForeignKey(LibraryRow, null=False, on_delete=OnDelete.cascade, index=True)
    path = Text(default=None)
    misses = Integer(default=1)
    last_at = Timestamptz(default=None)


class ServerRow(Table, tablename="plex_servers"):
    """A Plex server by its own name for itself; `service` is empty once another took its place."""

    id = Varchar(length=100, primary_key=True, default=None)
    service = Varchar(length=60, null=True, default=None)
    name = Text(default=None)
    version = Text(default="")
    platform = Text(default="")
    seen_at = Timestamptz(default=None)


class ItemRow(Table, tablename="plex_items"):
    """What a library holds, as the server described it last; stays, marked, when it is gone."""

    id = BigSerial(primary_key=True)
    server = Varchar(length=100, default=None)
    library = Integer(default=None)
    rating_key = BigInt(default=None)
    type = Varchar(length=20, default=None)
    parent_key = BigInt(null=True, default=None)
    show_key = BigInt(null=True, default=None)
    show_title = Text(null=True, default=None)
    season = Integer(null=True, default=None)
    episode = Integer(null=True, default=None)
    title = Text(default=None)
    sort_title = Text(default=None)
    year = Integer(null=True, default=None)
    summary = Text(default="")
    content_rating = Text(null=True, default=None)
    min_age = Integer(null=True, default=None)
    duration = BigInt(null=True, default=None)
    added_at = Timestamptz(null=True, default=None)
    updated_at = Timestamptz(null=True, default=None)
    tmdb_id = BigInt(null=True, default=None)
    imdb_id = Text(null=True, default=None)
    tvdb_id = BigInt(null=True, default=None)
    match_tried_at = Timestamptz(null=True, default=None)
    resolution = Varchar(length=8, null=True, default=None)
    hd = Boolean(default=False)
    uhd = Boolean(default=False)
    hdr = Boolean(default=False)
    size = BigInt(default=0)
    files = Integer(default=0)
    view_count = Integer(default=0)
    last_viewed_at = Timestamptz(null=True, default=None)
    thumb = Text(null=True, default=None)
    subtype = Varchar(length=20, null=True, default=None)
    child_count = Integer(null=True, default=None)
    hash = BigInt(default=None)
    deleted_at = Timestamptz(null=True, default=None)


class MemberRow(Table, tablename="plex_members"):
    """An item of a collection, by rating keys."""

    id = BigSerial(primary_key=True)
    server = Varchar(length=100, default=None)
    collection = BigInt(default=None)
    item = BigInt(default=None)
    place = Integer(default=None)


class SyncRow(Table, tablename="plex_syncs"):
    """One reading of a server's libraries, and what came of it."""

    id = UUID(primary_key=True, default=None)
    server = Varchar(length=100, null=True, default=None)
    service = Varchar(length=60, default=None)
    state = Varchar(length=12, default="running")
    is_full = Boolean(default=None)
    trigger = Varchar(length=20, default=None)
    started_at = Timestamptz(default=None)
    finished_at = Timestamptz(null=True, default=None)
    libraries = JSONB(default="[]")
    reason = Text(default="")
