"""What is stored of live events, so that a client that was away can catch up."""

from piccolo.columns import UUID, Array, BigInt, BigSerial, Boolean, Text, Timestamptz, Varchar
from piccolo.columns.column_types import JSONB
from piccolo.table import Table


class Event(Table, tablename="events"):
    """One announcement; `seq` is given at commit, in the order of commits."""

    id = BigSerial(primary_key=True)
    seq = BigInt(null=True, default=None)
    type = Varchar(length=100)
    at = Timestamptz()
    data = JSONB(default="{}")
    people = Array(base_column=UUID(default=None), default=list)
    permissions = Array(base_column=Text(), default=list)
    everyone = Boolean(default=False)
