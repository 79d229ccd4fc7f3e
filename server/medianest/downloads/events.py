"""What the downloads announce live."""

from uuid import UUID

from medianest.downloads.states import State
from medianest.kit.wire import Wire

# `data` is a schemas.Download without `mine`.
UPDATED = "download.updated"
PROGRESS = "download.progress"
FINISHED = "download.finished"
REMOVED = "download.removed"


class Moving(Wire, frozen=True):
    """How far a download is; whispered, not stored."""

    id: UUID
    state: State
    stage: str
    percent: float | None
    speed: float | None
    eta: float | None
    downloaded_bytes: int
    total_bytes: int | None


class Finished(Wire, frozen=True):
    """A download has come to its end, well or not."""

    id: UUID
    state: State
    title: str


class Removed(Wire, frozen=True):
    """A download was taken off the list."""

    id: UUID
