"""What is stored about jobs; the engine's own tables stand beside these."""

from piccolo.columns import (
    UUID,
    Boolean,
    DoublePrecision,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.column_types import JSONB
from piccolo.table import Table


class Job(Table, tablename="jobs"):
    """One piece of work, from its asking to its end."""

    id = UUID(primary_key=True, default=None)
    kind = Varchar(length=100)
    queue = Varchar(length=100)
    state = Varchar(length=20, default="waiting")
    payload = JSONB(default="{}")
    subject = Text()
    owner = UUID(null=True, default=None)
    priority = Integer(default=0)
    unique_key = Text(null=True, default=None)
    attempts = Integer(default=0)
    max_attempts = Integer(default=5)
    crashes = Integer(default=0)
    cancel_asked = Boolean(default=False)
    worker = UUID(null=True, default=None)
    progress = DoublePrecision(null=True, default=None)
    stage = Text()
    reason = Text()
    correlation_id = Varchar(length=64)
    created_at = Timestamptz()
    started_at = Timestamptz(null=True, default=None)
    finished_at = Timestamptz(null=True, default=None)
    next_try_at = Timestamptz(null=True, default=None)


class Schedule(Table, tablename="schedules"):
    """When something recurring runs next, and how its last run went."""

    name = Varchar(length=100, primary_key=True, default=None)
    every = Text()
    next_run_at = Timestamptz()
    last_run_at = Timestamptz(null=True, default=None)
    last_seconds = DoublePrecision(null=True, default=None)
    last_result = Text()


class Queue(Table, tablename="queues"):
    """A queue that somebody has paused or resumed."""

    name = Varchar(length=100, primary_key=True, default=None)
    paused = Boolean(default=False)
    changed_at = Timestamptz()
