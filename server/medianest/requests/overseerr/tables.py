"""Tables of what is known of requests in Overseerr."""

from piccolo.columns import (
    UUID,
    Array,
    Boolean,
    ForeignKey,
    Integer,
    OnDelete,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table

from medianest.kit.clock import now
from medianest.kit.ids import new_id
from medianest.requests.tables import RequestRow


class LinkRow(Table, tablename="overseerr_links"):
    """A request there that stands for one here, or for these `seasons` of it.

    Written before the question is sent, and without `overseerr_id` until the answer is known: so
    a question whose answer was lost is recognised. `ours` is what was asked for from here, or by
    the same person. `stands` is the state there in our words as of `seen_at`, which is
    Overseerr's own time. `withdraw` says how it is to be taken back. A link outlives its request,
    so that what was deleted here is not taken for something new.
    """

    id = UUID(primary_key=True, default=new_id)
    request = ForeignKey(RequestRow, null=True, on_delete=OnDelete.set_null, index=True)
    overseerr_id = Integer(null=True, default=None, index=True)
    seasons = Array(base_column=Integer(), null=False, default=list)
    ours = Boolean(null=False, default=True)
    stands = Varchar(length=20, null=True, default=None)
    withdraw = Varchar(length=10, null=True, default=None)
    asked_at = Timestamptz(null=False, default=now)
    seen_at = Timestamptz(null=True, default=None)
    checked_at = Timestamptz(null=True, default=None)


class PollRow(Table, tablename="overseerr_polls"):
    """Until when the changes of the Overseerr at that address have been read."""

    server = Text(primary_key=True, default=None)
    until = Timestamptz(null=False, default=now)
