"""What is remembered of the Plex server."""

from piccolo.columns import JSONB, UUID, BigInt, ForeignKey, Integer, Text, Timestamptz, Varchar
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
