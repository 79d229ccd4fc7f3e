"""What the notifications announce live; the frames' `data`."""

from uuid import UUID

from medianest.kit.wire import Wire

# `data` is a schemas.Notification.
NOTIFICATION = "notification"
# `data` is a Seen.
READ = "notification.read"
REMOVED = "notification.removed"
CLEARED = "notification.cleared"


class Seen(Wire, frozen=True):
    """Another tab read or removed `id`, or everything (that was read) when it is None."""

    id: UUID | None
    unread: int
