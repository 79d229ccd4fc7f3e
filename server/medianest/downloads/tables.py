"""Tables of the downloads."""

from piccolo.columns import (
    UUID,
    BigInt,
    Boolean,
    ForeignKey,
    Integer,
    OnDelete,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.column_types import JSONB
from piccolo.columns.defaults import TimestamptzNow
from piccolo.table import Table

from medianest.accounts.tables import Person
from medianest.kit.clock import now
from medianest.kit.ids import new_id


class DownloadRow(Table, tablename="youtube_downloads"):
    """A link and what became of it.

    `ticket` counts the orders to fetch: work under an older one must not touch the row.
    `ordered_at` is when a person last asked for the fetching, and `holds` how many bytes of the
    disk it takes up or was promised.
    """

    id = UUID(primary_key=True, default=new_id)
    url = Text(null=False)
    link_key = Text(null=False)
    profile = Varchar(length=40, null=False)
    requested_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    state = Varchar(length=12, null=False, default="queued")
    ticket = Integer(null=False, default=1)
    tries = Integer(null=False, default=0)
    title = Text(null=False, default="")
    channel = Text(null=False, default="")
    picture = Varchar(length=16, null=True, default=None)
    video = JSONB(null=True, default=None)
    progress = JSONB(null=True, default=None)
    fetched = JSONB(null=True, default=None)
    target = Text(null=True, default=None)
    show = Text(null=True, default=None)
    season = Integer(null=True, default=None)
    episode = BigInt(null=True, default=None)
    file = JSONB(null=True, default=None)
    failure = JSONB(null=True, default=None)
    plex = JSONB(null=True, default=None)
    history = JSONB(null=False, default=list)
    awaits_plex = Boolean(null=False, default=False)
    ordered_at = Timestamptz(null=False, default=TimestamptzNow())
    holds = BigInt(null=False, default=0)
    created_at = Timestamptz(null=False, default=now)
    updated_at = Timestamptz(null=False, default=now)
    finished_at = Timestamptz(null=True, default=None)


class FollowerRow(Table, tablename="download_followers"):
    """Somebody else who submitted the same link, and is told at the end too."""

    id = UUID(primary_key=True, default=new_id)
    download = ForeignKey(DownloadRow, null=False, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    created_at = Timestamptz(null=False, default=now)


class QuotaRow(Table, tablename="download_quotas"):
    """A person's own limits, instead of the usual ones; null is no limit."""

    id = UUID(primary_key=True, default=new_id)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade, unique=True)
    downloads = Integer(null=True, default=None)
    days = Integer(null=False, default=7)
    gigabytes = Integer(null=True, default=None)
    updated_at = Timestamptz(null=False, default=now)


class LeavingRow(Table, tablename="download_leavings"):
    """What a download that was taken off the list has cost its person; its file may be `there`."""

    id = UUID(primary_key=True)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade, index=True)
    ordered_at = Timestamptz(null=False)
    path = Text(null=False)
    size = BigInt(null=False)
    there = Boolean(null=False)
