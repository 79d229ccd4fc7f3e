"""The rules."""

from piccolo.columns import JSONB, UUID, Boolean, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class RuleRow(Table, tablename="request_rules"):
    """What is decided without a person, in the order of `position`."""

    id = UUID(primary_key=True, default=None)
    name = Varchar(length=100, default=None)
    enabled = Boolean(default=True)
    position = Integer(default=0)
    outcome = Varchar(length=10, default=None)
    reason = Text(default="")
    condition = JSONB(default=None)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)
