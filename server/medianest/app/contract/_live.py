"""What goes over `/events`, which OpenAPI has no words for, as schemas."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from medianest.accounts import events as accounts
from medianest.backups import events as backups
from medianest.catalog import events as catalog
from medianest.catalog.trakt import service as trakt
from medianest.catalog.trakt.schemas import TraktState
from medianest.downloads import events as downloads
from medianest.downloads.schemas import Download
from medianest.infra.jobs import JobFailed
from medianest.kit.wire import Wire
from medianest.monitoring.schemas import ServiceStatus
from medianest.notifications import events as notifications
from medianest.notifications.live import frames
from medianest.notifications.schemas import Notification
from medianest.plex.library import events as library
from medianest.plex.library.schemas import Report
from medianest.plex.live import events as moment
from medianest.requests import events as requests
from medianest.requests.schemas import Request

EVENTS: Mapping[str, type[msgspec.Struct]] = {
    accounts.SESSION_REVOKED: accounts.SessionRevoked,
    accounts.PERSON_CHANGED: accounts.PersonChanged,
    backups.PROGRESS: backups.Running,
    backups.UPDATED: backups.BackupUpdated,
    catalog.INVALIDATED: catalog.Invalidated,
    downloads.UPDATED: Download,
    downloads.PROGRESS: downloads.Moving,
    downloads.FINISHED: downloads.Finished,
    downloads.REMOVED: downloads.Removed,
    "job.failed": JobFailed,
    library.ADDED: library.LibraryAdded,
    library.SYNCED: Report,
    notifications.NOTIFICATION: Notification,
    notifications.READ: notifications.Seen,
    notifications.REMOVED: notifications.Seen,
    notifications.CLEARED: notifications.Seen,
    moment.PLAYING: moment.PlayingChanged,
    requests.UPDATED: Request,
    requests.REMOVED: requests.Removed,
    "service.status": ServiceStatus,
    trakt.UPDATED: TraktState,
}
"""What each type of event carries as `data`."""


class GapFrame(Wire, frozen=True, tag_field="type", tag="gap"):
    """Something was missed and is not kept any more: load afresh."""

    at: datetime
    data: frames.Nothing
    id: str | None = None


def _frame(kind: str, data: type[msgspec.Struct]) -> type[msgspec.Struct]:
    name = "".join(word.title() for word in kind.split("."))
    head: list[Any] = [("id", str | None), ("at", datetime)]
    return msgspec.defstruct(
        f"{name}Frame",
        [*head, ("data", data)],
        bases=(Wire,),
        frozen=True,
        tag_field="type",
        tag=kind,
    )


SENT: tuple[type[msgspec.Struct], ...] = (
    frames.HelloFrame,
    frames.InboxFrame,
    frames.WrongFrame,
    frames.PulseFrame,
    GapFrame,
    *(_frame(kind, data) for kind, data in EVENTS.items()),
)
"""Everything that the server sends."""
ASKED: tuple[type[msgspec.Struct], ...] = (
    frames.Resume,
    frames.ListNotifications,
    frames.Ping,
)
"""Everything that a client may send."""

SOCKET: Mapping[str, Any] = {
    "tags": ["events"],
    "operationId": "events",
    "summary": "Everything that happens and you may see, over a WebSocket.",
    "description": (
        "The frames of the server are `LiveFrame`, those of the client `ClientFrame`. Programs "
        "send their token as for every other operation; a page that cannot buys a ticket at "
        "`/auth/ticket`. After a reconnect, `resume` brings what was missed."
    ),
    "parameters": [
        {"name": "ticket", "in": "query", "required": False, "schema": {"type": "string"}}
    ],
    "responses": {"101": {"description": "Switching Protocols"}},
    "security": [{"bearer": []}, {"cookie": []}, {}],
}
"""The WebSocket as an operation: no more than an upgrade."""
