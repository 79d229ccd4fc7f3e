"""What can go wrong with Trakt, in words that say what to do next."""

from typing import Literal

from medianest.kit.errors import ConflictError, OutsideError, UnavailableError

Failure = Literal["denied", "expired", "link_lost", "refused", "unreachable"]

IN_WORDS: dict[Failure, str] = {
    "denied": "The link was declined at Trakt. Start again if that was a mistake.",
    "expired": "The code was not entered in time. Start again to get a new one.",
    "link_lost": "Trakt no longer accepts this link. Please link your account again.",
    "refused": "Trakt refuses MediaNest's client id or secret. An administrator has to check them.",
    "unreachable": "Trakt did not answer as it should. It is tried again by itself.",
}
"""What each failure says to the person whose link it is."""


class TraktNotConnectedError(UnavailableError):
    """Nobody has entered MediaNest's own client id and secret."""

    code = "trakt_not_connected"
    title = "Trakt is not set up here; an administrator can enter its client id in the settings"


class NotLinkedError(ConflictError):
    """The person has linked no account at Trakt."""

    code = "trakt_not_linked"
    title = "Link your Trakt account first"


class LinkLostError(ConflictError):
    """Trakt has taken its word back: neither token opens the account any more."""

    code = "trakt_link_lost"
    title = IN_WORDS["link_lost"]


class TraktRefusedError(OutsideError):
    """Trakt does not know the client id, or not with this secret."""

    code = "trakt_refused"
    title = IN_WORDS["refused"]


class UnsteadyListError(OutsideError):
    """A list was changed while its pages were read."""

    code = "trakt_unsteady"
    title = "A list at Trakt changed while it was read; it is read again shortly"
