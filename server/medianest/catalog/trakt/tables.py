"""Tables of the Trakt links."""

from piccolo.columns import (
    UUID,
    BigInt,
    BigSerial,
    Boolean,
    DoublePrecision,
    ForeignKey,
    Integer,
    OnDelete,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table

from medianest.accounts.tables import Person
from medianest.kit.clock import now
from medianest.kit.ids import new_id


class LinkRow(Table, tablename="trakt_links"):
    """A person's account at Trakt; each linking has an id of its own.

    The tokens are sealed, and null once Trakt has refused them. `wished_at` and `watched_at` are
    Trakt's own times of the last change that was read.
    """

    id = UUID(primary_key=True, default=new_id)
    person = ForeignKey(Person, null=False, unique=True, on_delete=OnDelete.cascade)
    username = Text(null=True, default=None)
    access_token = Text(null=True, default=None)
    refresh_token = Text(null=True, default=None)
    expires_at = Timestamptz(null=True, default=None)
    to_requests = Boolean(null=False, default=False)
    failure = Varchar(length=20, null=True, default=None)
    wished_at = Timestamptz(null=True, default=None)
    watched_at = Timestamptz(null=True, default=None)
    linked_at = Timestamptz(null=False, default=now)
    synced_at = Timestamptz(null=True, default=None)


class CodeRow(Table, tablename="trakt_codes"):
    """A code that a person is to type at Trakt; with a `failure` once nothing came of it."""

    id = UUID(primary_key=True, default=new_id)
    person = ForeignKey(Person, null=False, unique=True, on_delete=OnDelete.cascade)
    device_code = Text(null=False)
    user_code = Text(null=False)
    verification_url = Text(null=False)
    interval = DoublePrecision(null=False)
    expires_at = Timestamptz(null=False)
    failure = Varchar(length=20, null=True, default=None)


class WishRow(Table, tablename="trakt_wishes"):
    """A title on a person's watchlist."""

    id = BigSerial(primary_key=True)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade)
    media_type = Varchar(length=5, null=False)
    tmdb_id = Integer(null=False)
    listed_at = Timestamptz(null=False)


class ImportRow(Table, tablename="trakt_imports"):
    """A wish that has been handed on once; it outlives the wish, the request and the link."""

    id = BigSerial(primary_key=True)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade)
    media_type = Varchar(length=5, null=False)
    tmdb_id = Integer(null=False)
    outcome = Varchar(length=40, null=False)
    at = Timestamptz(null=False, default=now)


class WatchedRow(Table, tablename="trakt_watched"):
    """One time that a person saw a film or an episode; `play` is Trakt's number for it."""

    id = BigSerial(primary_key=True)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade)
    play = BigInt(null=False)
    media_type = Varchar(length=5, null=False)
    tmdb_id = Integer(null=True, default=None)
    season = Integer(null=True, default=None)
    episode = Integer(null=True, default=None)
    watched_at = Timestamptz(null=False)
