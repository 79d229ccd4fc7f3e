"""People, their sessions and what they did."""

from piccolo.columns import (
    JSONB,
    UUID,
    BigInt,
    Bytea,
    ForeignKey,
    Integer,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.columns.indexes import IndexMethod
from piccolo.table import Table


class Person(Table, tablename="users"):
    """Somebody who may sign in; once deleted, a nameless row that others still refer to."""

    id = UUID(primary_key=True, default=None)
    email = Varchar(length=254, unique=True, default=None)
    name = Varchar(length=100, default=None)
    role = Varchar(length=10, default=None)
    age_limit = Integer(null=True, default=None)
    password_hash = Varchar(length=255, default=None)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)
    last_login_at = Timestamptz(null=True, default=None)
    disabled_at = Timestamptz(null=True, default=None)
    deleted_at = Timestamptz(null=True, default=None)


class Session(Table, tablename="sessions"):
    """One sign-in on one device; also the family of its refresh tokens.

    `generation` counts rotations: a refresh token of an older generation was used before.
    A paired device (`kind` "device") has no such tokens but one of its own, kept as `token_hash`.
    """

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    created_at = Timestamptz(default=None)
    last_seen_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None, index=True)
    revoked_at = Timestamptz(null=True, default=None)
    revoked_why = Varchar(length=40, default="")
    generation = Integer(default=0)
    rotated_at = Timestamptz(default=None)
    device = Varchar(length=100, default="")
    user_agent = Varchar(length=300, default="")
    address = Varchar(length=64, default="")
    kind = Varchar(length=10, default="sign_in")
    platform = Varchar(length=10, default="")
    client_version = Varchar(length=40, default="")
    token_hash = Bytea(null=True, default=None, unique=True)


class Pairing(Table, tablename="pairings"):
    """A device that asks to be let in; gone once it uses the token that it got.

    `code` is there from the reveal to the confirmation, `session` from the confirmation on.
    """

    id = UUID(primary_key=True, default=None)
    commitment = Bytea(default=None)
    client_nonce = Bytea(null=True, default=None)
    server_nonce = Bytea(default=None)
    fingerprint = Bytea(default=None)
    code = Varchar(length=8, null=True, default=None, unique=True)
    session = ForeignKey(Session, null=True, default=None, on_delete=OnDelete.cascade, index=True)
    name = Varchar(length=80, default=None)
    platform = Varchar(length=10, default=None)
    client_version = Varchar(length=40, default=None)
    address = Varchar(length=64, default=None)
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None, index=True)


class RefreshToken(Table, tablename="refresh_tokens"):
    """The hash of a refresh token, which is known to its client alone; goes with its session."""

    hash = Bytea(primary_key=True, default=None)
    session = ForeignKey(Session, null=False, on_delete=OnDelete.cascade, index=True)
    generation = Integer(default=None)
    created_at = Timestamptz(default=None)


class Ticket(Table, tablename="tickets"):
    """The hash of a ticket that opens one socket; goes with its session."""

    hash = Bytea(primary_key=True, default=None)
    session = ForeignKey(Session, null=False, on_delete=OnDelete.cascade, index=True)
    expires_at = Timestamptz(default=None)


class RateLimit(Table, tablename="rate_limits"):
    """Tries counted under `key` until the window closes."""

    key = Varchar(primary_key=True, length=400, default=None)
    tries = BigInt(default=None)
    expires_at = Timestamptz(default=None, index=True)


class AuditEntry(Table, tablename="audit_log"):
    """Who did what to whom, from where; never changed."""

    id = UUID(primary_key=True, default=None)
    at = Timestamptz(default=None, index=True)
    actor = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    action = Varchar(length=60, default=None, index=True, index_method=IndexMethod.btree)
    subject = Varchar(length=200, default="")
    address = Varchar(length=64, default="")
    correlation_id = Varchar(length=128, default="")
    details = JSONB(default="{}")
