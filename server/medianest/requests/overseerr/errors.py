"""What can go wrong with Overseerr."""

from medianest.kit.errors import ConflictError, NotFoundError, OutsideError, UnprocessableError


class OverseerrNotConnectedError(ConflictError):
    """No Overseerr was connected, or it was switched off."""

    code = "overseerr_not_connected"
    title = "No Overseerr is connected; connect one in the settings"


class OverseerrKeyRefusedError(OutsideError):
    """Overseerr answers, and does not accept the API key."""

    code = "overseerr_key_refused"
    title = "Overseerr does not accept the API key; enter a new one in the settings"


class OverseerrRefusedError(UnprocessableError):
    """Overseerr understood what was asked, and says no."""

    code = "overseerr_refused"
    title = "Overseerr refused"


class AlreadyThereError(ConflictError):
    """Overseerr has a request for the same already."""

    code = "overseerr_has_it"
    title = "Overseerr was asked for that already"


class NotThereError(NotFoundError):
    """Overseerr knows no such thing."""

    code = "not_in_overseerr"
    title = "Overseerr does not know that"


class HookTakenError(ConflictError):
    """Overseerr's only webhook goes somewhere else; `replace` takes it all the same."""

    code = "webhook_taken"
    title = "Overseerr's webhook is in use for something else"
