"""The overview in the shapes of the slices that it is gathered from."""

from medianest.downloads.schemas import Download
from medianest.infra.media import MediaFolderState
from medianest.kit.wire import Wire
from medianest.monitoring.schemas import Service


class Stats(Wire, frozen=True):
    """How many downloads are in which condition, and the room that is left."""

    counts: dict[str, int]
    storage: list[MediaFolderState]


class Board(Wire, frozen=True):
    """Everything that the start page shows."""

    recent: list[Download]
    running: list[Download]
    failed: list[Download]
    services: list[Service]
    storage: list[MediaFolderState]
    counts: dict[str, int]
    unread: int


class Summary(Wire, frozen=True):
    """The same as plain numbers, for boards such as Homepage and Homarr; sizes in bytes."""

    downloads_running: int
    downloads_failed: int
    downloads_available: int
    services_up: int
    services_down: int
    storage_free: int
    storage_total: int
    unread: int
