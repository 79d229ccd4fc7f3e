"""Tables of the requests."""

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
from piccolo.table import Table

from medianest.accounts.tables import Person
from medianest.kit.clock import now
from medianest.kit.ids import new_id


class RequestRow(Table, tablename="media_requests"):
    """A title that somebody asked for, and what became of it.

    `moves` counts the states it has been in. Title, year, poster and age are copied from the
    catalogue, so that a list needs no other table. `seasons`, `episodes` and `estimated_bytes` are
    what the request costs its asker's quotas. `newest_season` is the last one that was there to be
    asked for, -1 while nobody knows.
    """

    id = UUID(primary_key=True, default=new_id)
    media_type = Varchar(length=5, null=False)
    tmdb_id = Integer(null=False)
    is4k = Boolean(null=False, default=False)
    state = Varchar(length=20, null=False, default="pending")
    moves = Integer(null=False, default=1)
    title = Text(null=False, default="")
    year = Integer(null=True, default=None)
    poster_path = Text(null=True, default=None)
    min_age = Integer(null=True, default=None)
    note = Text(null=False, default="")
    via = Varchar(length=20, null=False, default="web")
    future_seasons = Boolean(null=False, default=False)
    newest_season = Integer(null=False, default=0)
    seasons = Integer(null=False, default=0)
    episodes = Integer(null=False, default=0)
    estimated_bytes = BigInt(null=False, default=0)
    requested_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    decided_by = ForeignKey(Person, null=True, on_delete=OnDelete.restrict)
    reason = Text(null=True, default=None)
    reason_key = Varchar(length=60, null=False, default="")
    options = JSONB(null=True, default=None)
    fulfilled_by = Varchar(length=10, null=True, default=None)
    download = UUID(null=True, default=None)
    overseerr_url = Text(null=True, default=None)
    plex_url = Text(null=True, default=None)
    created_at = Timestamptz(null=False, default=now)
    updated_at = Timestamptz(null=False, default=now)
    available_at = Timestamptz(null=True, default=None)


class PartRow(Table, tablename="request_parts"):
    """One thing that is asked for: a film, a season, an episode.

    -1 stands for all: of a film's season and episode, of a season's episodes; season -1 is a show
    whose seasons nobody knows yet. Season -2 stands for the seasons that do not exist yet.
    `active` is true until the request has come to a final state.
    """

    id = UUID(primary_key=True, default=new_id)
    request = ForeignKey(RequestRow, null=False, on_delete=OnDelete.cascade)
    media_type = Varchar(length=5, null=False)
    tmdb_id = Integer(null=False)
    is4k = Boolean(null=False, default=False)
    season = Integer(null=False, default=-1)
    episode = Integer(null=False, default=-1)
    active = Boolean(null=False, default=True)
    available = Integer(null=False, default=0)
    total = Integer(null=True, default=None)


class FollowerRow(Table, tablename="request_followers"):
    """Somebody who is told what becomes of a request; whoever `asked` for it is one too."""

    id = UUID(primary_key=True, default=new_id)
    request = ForeignKey(RequestRow, null=False, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    asked = Boolean(null=False, default=False)
    created_at = Timestamptz(null=False, default=now)


class EventRow(Table, tablename="request_events"):
    """One step of a request; the same `cause` moves a request once."""

    id = UUID(primary_key=True, default=new_id)
    request = ForeignKey(RequestRow, null=False, on_delete=OnDelete.cascade)
    at = Timestamptz(null=False, default=now)
    state = Varchar(length=20, null=False)
    by = ForeignKey(Person, null=True, on_delete=OnDelete.restrict)
    note = Text(null=False, default="")
    note_key = Varchar(length=60, null=False, default="")
    cause = Text(null=False)


class QuotaRow(Table, tablename="request_quotas"):
    """How much a role or a person may ask for within so many days; null is no limit."""

    subject = Varchar(length=60, primary_key=True)
    films = Integer(null=True, default=None)
    films_days = Integer(null=False, default=7)
    seasons = Integer(null=True, default=None)
    seasons_days = Integer(null=False, default=7)
    episodes = Integer(null=True, default=None)
    episodes_days = Integer(null=False, default=7)
    gigabytes = Integer(null=True, default=None)
    gigabytes_days = Integer(null=False, default=7)
    updated_at = Timestamptz(null=False, default=now)
