"""What can go wrong with the library."""

from medianest.kit.errors import ConflictError, NotFoundError
from medianest.plex.errors import PlexError


class NoSuchSyncError(NotFoundError):
    """No report of that id is kept."""

    code = "no_such_plex_sync"
    title = "There is no such reading of the Plex library"


class SyncNotHeldError(ConflictError):
    """Nothing waits for an answer: it was given, or a later reading found everything."""

    code = "plex_sync_not_held"
    title = "This reading of the Plex library waits for no answer any more"


class NoSuchCollectionError(NotFoundError):
    """Plex has no such collection, as far as the last reading knows."""

    code = "no_such_plex_collection"
    title = "Plex has no such collection"


class HalfAnswerError(PlexError):
    """The server left out a part of a list, or changed it while it was read."""

    retryable = True
    code = "plex_half_answer"
    title = "Plex did not send the whole library"
