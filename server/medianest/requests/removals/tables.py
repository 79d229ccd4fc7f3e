"""What was proposed."""

from piccolo.columns import UUID, BigInt, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from medianest.accounts.tables import Person


class ProposalRow(Table, tablename="removal_proposals"):
    """One item of Plex; `decision` is empty while the owner has not said `keep` or `remove`."""

    id = UUID(primary_key=True, default=None)
    server = Varchar(length=100, default=None)
    service = Varchar(length=60, default=None)
    rating_key = BigInt(default=None)
    media_type = Varchar(length=5, default=None)
    tmdb_id = BigInt(null=True, default=None)
    title = Text(default=None)
    size = BigInt(default=0)
    added_at = Timestamptz(default=None)
    proposed_at = Timestamptz(default=None)
    decision = Varchar(length=6, default="")
    decided_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    decided_at = Timestamptz(null=True, default=None)
    failure = Text(default="")
