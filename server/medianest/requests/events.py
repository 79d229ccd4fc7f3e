"""What the requests announce live."""

from uuid import UUID

from medianest.kit.wire import Wire

# `data` is a schemas.Request without what depends on its viewer.
UPDATED = "request.updated"
REMOVED = "request.removed"


class Removed(Wire, frozen=True):
    """A request was deleted."""

    id: UUID
