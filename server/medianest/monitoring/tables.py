"""Configured services, their status, and the log of errors."""

from piccolo.columns import JSONB, UUID, Boolean, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class ServiceRow(Table, tablename="services"):
    """How to reach a service; `secret` is sealed for this row."""

    id = UUID(primary_key=True, default=None)
    name = Varchar(length=40, unique=True, default=None)
    url = Text(default="")
    secret = Text(null=True, default=None)
    options = JSONB(default="{}")
    enabled = Boolean(default=True)
    version = Integer(default=1)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)


class ServiceStatusRow(Table, tablename="service_status"):
    """How a service did when it was last looked at; also for those of the settings file."""

    name = Varchar(primary_key=True, length=40, default=None)
    state = Varchar(length=10, default=None)
    detail = Text(default="")
    checked_at = Timestamptz(default=None)
    since = Timestamptz(default=None)


class ErrorRow(Table, tablename="error_logs"):
    """One kind of failure at one place, counted."""

    id = UUID(primary_key=True, default=None)
    fingerprint = Varchar(length=64, unique=True, default=None)
    kind = Varchar(length=200, default=None)
    code = Varchar(length=60, default=None)
    message = Text(default="")
    place = Varchar(length=300, default="")
    times = Integer(default=1)
    first_at = Timestamptz(default=None)
    last_at = Timestamptz(default=None, index=True)
    correlation_id = Varchar(length=128, default="")
