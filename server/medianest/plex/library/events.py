"""What the library announces live."""

from medianest.kit.wire import Wire
from medianest.plex.library.schemas import LibraryItem

# `data` is a LibraryAdded.
ADDED = "library.added"
# `data` is a schemas.Report.
SYNCED = "library.synced"


class LibraryAdded(Wire, frozen=True):
    """What has come into Plex; of very much at once, not all is named."""

    items: list[LibraryItem]
