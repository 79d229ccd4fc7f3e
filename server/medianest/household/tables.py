"""The owner's choices, one row each."""

from piccolo.columns import JSONB, Text, Timestamptz
from piccolo.columns.defaults import TimestamptzNow
from piccolo.table import Table


class Choice(Table, tablename="choices"):
    """What was chosen for one key; no row means the default."""

    key = Text(primary_key=True)
    value = JSONB(null=False)
    changed_at = Timestamptz(default=TimestamptzNow(), null=False)
