"""What can go wrong with Plex, in words that say what to do next.

`retryable` says whether the same call may succeed later without anybody changing a setting.
"""

from typing import ClassVar

from medianest.kit.errors import (
    ConflictError,
    MediaNestError,
    NotFoundError,
    OutsideError,
    UnprocessableError,
)


class PlexError(MediaNestError):
    """Anything that keeps a file out of Plex."""

    retryable: ClassVar[bool] = False


class PlexNotConnectedError(PlexError, ConflictError):
    """No Plex server was connected, or it was switched off."""

    code = "plex_not_connected"
    title = "No Plex server is connected; connect one in the settings"


class PlexUnreachableError(PlexError, OutsideError):
    """The server does not answer: refused, cut off, too slow, or failing inside."""

    retryable = True
    code = "plex_unreachable"
    title = "The Plex server cannot be reached"


class PlexPausedError(PlexUnreachableError):
    """The server failed so often just now that it is left alone for a moment."""

    status = 503
    code = "plex_paused"
    title = "The Plex server did not answer lately; it is tried again shortly"


class NotAPlexServerError(PlexError, OutsideError):
    """Something answers at that address, and it is not a Plex server."""

    code = "not_a_plex_server"
    title = "What answers at that address is not a Plex server"


class PlexTokenRefusedError(PlexError, UnprocessableError):
    """The server answers, and does not accept the token."""

    code = "plex_token_refused"
    title = "Plex does not accept this token; enter a new one in the settings"


class PlexNoLibraryError(PlexError, UnprocessableError):
    """None of the libraries looks into the folder where the file lies."""

    code = "plex_no_library"
    title = "No Plex library contains the media folder"


class PlexDidNotFindError(PlexError, OutsideError):
    """Plex accepted the scan and did not take the file in; `reasons` holds the likely causes."""

    retryable = True
    code = "plex_did_not_find"
    title = "Plex was asked to scan, and did not find the file"


class NoSuchLibraryError(PlexError, NotFoundError):
    """The server has no such library."""

    code = "no_such_plex_library"
    title = "Plex has no such library"


class PlexGoneError(PlexError, OutsideError):
    """Plex had this a moment ago and no longer does; looking again helps."""

    retryable = True
    code = "plex_gone"
    title = "Plex no longer has what it showed a moment ago"


class PlexKeepsFilesError(PlexError, UnprocessableError):
    """The server does not let anybody delete files through it."""

    code = "plex_keeps_files"
    title = "Plex does not allow deleting; switch on “Allow media deletion” in its settings"


class PlexStillScanningError(PlexError, OutsideError):
    """A long scan of the same library is under way."""

    retryable = True
    code = "plex_still_scanning"
    title = "Plex is still busy with another scan of this library"
