"""What can go wrong with notifications and channels."""

from medianest.kit.errors import (
    ConflictError,
    NotFoundError,
    TooManyRequestsError,
    UnprocessableError,
)


class NoSuchNotificationError(NotFoundError):
    """Unknown, or somebody else's."""

    code = "no_such_notification"
    title = "There is no such notification"


class NoSuchChannelError(NotFoundError):
    """Unknown, or somebody else's."""

    code = "no_such_channel"
    title = "There is no such channel"


class ChannelRefusedError(UnprocessableError):
    """The channel's address is not understood, or not allowed; the detail says why."""

    code = "channel_refused"
    title = "This channel cannot be used"


class TooManyChannelsError(ConflictError):
    """One person may have only so many channels."""

    code = "too_many_channels"
    title = "You have as many channels as one person may have"


class TooManySocketsError(TooManyRequestsError):
    """One person may keep only so many live connections."""

    code = "too_many_connections"
    title = "Too many live connections are open; please close some tabs"
