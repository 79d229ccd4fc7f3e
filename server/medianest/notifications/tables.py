"""Tables of the notifications."""

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
from piccolo.columns.column_types import JSONB
from piccolo.table import Table

from medianest.accounts.tables import Person
from medianest.kit.clock import now
from medianest.kit.ids import new_id


class NotificationRow(Table, tablename="notifications"):
    """Something one person is told; unique per person and cause."""

    id = UUID(primary_key=True, default=new_id)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    cause = Text(null=False)
    kind = Varchar(length=80, null=False)
    level = Varchar(length=10, null=False)
    title = Text(null=False)
    body = Text(null=False)
    link = Text(null=False, default="")
    params = JSONB(null=False, default="{}")
    created_at = Timestamptz(null=False, default=now)
    read_at = Timestamptz(null=True, default=None)


class ChannelRow(Table, tablename="notification_channels"):
    """A way to reach one person outside MediaNest; the address is sealed."""

    id = UUID(primary_key=True, default=new_id)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    name = Varchar(length=80, null=False)
    url_sealed = Text(null=False, secret=True)
    url_masked = Text(null=False)
    enabled = Boolean(null=False, default=True)
    language = Varchar(length=2, null=False, default="en")
    levels = Array(base_column=Varchar(length=10), null=False, default=list)
    last_error = Text(null=True, default=None)
    last_sent_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz(null=False, default=now)


class DeliveryRow(Table, tablename="deliveries"):
    """One notification on its way over one channel; outlives the channel as a log line."""

    id = UUID(primary_key=True, default=new_id)
    notification = ForeignKey(NotificationRow, null=False, on_delete=OnDelete.cascade)
    channel = ForeignKey(
        ChannelRow, null=True, default=None, on_delete=OnDelete.set_null, index=True
    )
    channel_name = Varchar(length=80, null=False)
    state = Varchar(length=10, null=False, default="waiting")
    attempts = Integer(null=False, default=0)
    error = Text(null=True, default=None)
    created_at = Timestamptz(null=False, default=now)
    updated_at = Timestamptz(null=False, default=now)
    sent_at = Timestamptz(null=True, default=None)


class PreferenceRow(Table, tablename="notification_preferences"):
    """Whether one person wants one kind of notification over their channels."""

    id = UUID(primary_key=True, default=new_id)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    kind = Varchar(length=80, null=False)
    channels = Boolean(null=False, default=True)
