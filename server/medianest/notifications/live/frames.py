"""What is said over a live connection, besides the events themselves.

Every server frame is `{id, type, at, data}`; these have no id, for nobody resumes from them.
"""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from medianest.kit.clock import now
from medianest.kit.wire import Wire
from medianest.notifications.schemas import Inbox


class Resume(Wire, frozen=True, tag_field="type", tag="resume"):
    """Send what came after the event `last_id`; the answer is those events, or `gap`."""

    last_id: Annotated[str, Meta(max_length=40)]


class ListNotifications(Wire, frozen=True, tag_field="type", tag="notifications.list"):
    """Send a stretch of the inbox, as `GET /notifications` does."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 20
    cursor: UUID | None = None
    unread: bool = False


class Ping(Wire, frozen=True, tag_field="type", tag="ping"):
    """Ask whether anybody is there; the answer is `pong`."""


ClientFrame = Resume | ListNotifications | Ping


class Nothing(Wire, frozen=True):
    """No data."""


class Hello(Wire, frozen=True):
    """The first frame: what to resume from if nothing else arrives, and how often to expect one."""

    last_id: str
    heartbeat_seconds: float


class Wrong(Wire, frozen=True):
    """A client frame that was not understood; the connection stays."""

    code: str
    message: str


class HelloFrame(Wire, frozen=True, kw_only=True):
    """See `Hello`."""

    data: Hello
    at: datetime
    type: Literal["hello"] = "hello"
    id: None = None


class InboxFrame(Wire, frozen=True, kw_only=True):
    """The answer to `notifications.list`."""

    data: Inbox
    at: datetime
    type: Literal["notifications.list"] = "notifications.list"
    id: None = None


class WrongFrame(Wire, frozen=True, kw_only=True):
    """See `Wrong`."""

    data: Wrong
    at: datetime
    type: Literal["error"] = "error"
    id: None = None


class PulseFrame(Wire, frozen=True, kw_only=True):
    """A sign of life: unasked for, or the answer to `ping`."""

    at: datetime
    type: Literal["heartbeat", "pong"] = "heartbeat"
    data: Nothing = Nothing()
    id: None = None


ServerFrame = HelloFrame | InboxFrame | WrongFrame | PulseFrame

_decoder: msgspec.json.Decoder[ClientFrame] = msgspec.json.Decoder(ClientFrame)
_encoder = msgspec.json.Encoder()


def understood(text: str) -> ClientFrame:
    """Read a client's frame; raises `msgspec.DecodeError`."""
    return _decoder.decode(text)


def encoded(frame: ServerFrame) -> bytes:
    """A frame as it is sent."""
    return _encoder.encode(frame)


def wrong(code: str, message: str) -> bytes:
    """Say what was wrong with a client's frame."""
    return encoded(WrongFrame(data=Wrong(code=code, message=message), at=now()))


def pulse(kind: Literal["heartbeat", "pong"]) -> bytes:
    """Say that somebody is there."""
    return encoded(PulseFrame(type=kind, at=now()))
