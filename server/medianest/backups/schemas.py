"""What backups look like on the wire."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from medianest.backups.archive import Reason
from medianest.kit.wire import Input, Wire

State = Literal["unverified", "verifying", "good", "bad"]
Step = Literal["dumping", "verifying"]
Name = Annotated[str, Meta(max_length=200)]


class Backup(Wire, frozen=True):
    """One file. It is `good` only if a restore of it gave every row back; `detail` says why not.

    `version` is of the MediaNest that made it, `database` Postgres' major release; both are empty
    where the file cannot be read.
    """

    name: str
    reason: Reason
    made_at: datetime
    size: int
    state: State
    detail: str
    version: str
    rows: int
    database: int


class Running(Wire, frozen=True):
    """What is being done now; `share` is 0 to 1, or null where nobody knows."""

    step: Step
    share: float | None
    name: str


class LastRestore(Wire, frozen=True):
    """How the last restore went. `aside` names what was there before; `refused` changed nothing."""

    name: str
    at: datetime
    outcome: Literal["restored", "rolled_back", "refused"]
    detail: str
    aside: str


class Former(Wire, frozen=True):
    """Data that a restore has put aside."""

    name: str
    at: datetime
    size: int


class BackupsStatus(Wire, frozen=True):
    """How the household's backups stand; `at` is in the appliance's own time zone."""

    enabled: bool
    at: str
    next_at: datetime | None
    last_good: datetime | None
    folder: str
    free: int
    running: Running | None
    last_restore: LastRestore | None
    asides: list[Former]


class Asked(Wire, frozen=True):
    """The job that does it; null where one does the same already."""

    id: UUID | None


class RestoreBackup(Input, frozen=True):
    """The backup's name, repeated: what it replaces is everything."""

    name: Name
