"""What the appliance says over the event socket, as far as this client listens."""

from datetime import datetime
from typing import Annotated, Any, Final, TypeVar

import msgspec
import structlog
from msgspec import Meta, Raw, Struct

from medianest_desktop.live.alert import Level

Name = Annotated[str, Meta(max_length=200)]
"""What names an event or a thing: short enough to be kept, and to be read as a number."""
Moment = Annotated[datetime, Meta(tz=True)]

_YEARS: Final = range(2000, 3000)


class Frame(Struct, frozen=True):
    """Any frame; one without `id` is not stored and cannot be resumed from."""

    type: str
    at: Moment
    data: Raw = Raw(b"{}")
    id: Name | None = None

    def __post_init__(self) -> None:
        """Refuse what no calendar can shift to another zone."""
        _insist_on_year(self.at)


class Hello(Struct, frozen=True, rename="camel"):
    """The first frame: the position of now."""

    last_id: Name


class Notification(Struct, frozen=True, rename="camel"):
    """Something the person was told."""

    id: Name
    kind: str
    level: Level
    title: str
    body: str
    created_at: Moment
    link: str = ""
    params: dict[str, Any] = {}
    read_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse what no calendar can shift to another zone."""
        _insist_on_year(self.created_at)


class Inbox(Struct, frozen=True, rename="camel"):
    """A stretch of what the person was told, newest first."""

    items: list[Notification]
    next_cursor: str | None = None


class Seen(Struct, frozen=True):
    """The person has read or removed `id` elsewhere; None stands for all."""

    id: str | None = None


class Progress(Struct, frozen=True):
    """How far a download is: 0..100 and seconds, None while nobody knows."""

    percent: float | None = None
    eta: float | None = None


class Download(Struct, frozen=True):
    """A download as it is now."""

    id: str
    state: str
    title: str = ""
    url: str = ""
    progress: Progress | None = None


class Downloads(Struct, frozen=True):
    """The downloads that run."""

    items: list[Download]


class Moving(Struct, frozen=True):
    """How far a download is by now."""

    id: str
    state: str
    percent: float | None = None
    eta: float | None = None


class Named(Struct, frozen=True):
    """Whatever it is, by its id."""

    id: str


class Condition(Struct, frozen=True):
    """Whether a service does what it should: `ok`, `down`, `open` (left alone), `unknown`."""

    state: str


class ServiceStatus(Struct, frozen=True):
    """How a service stands."""

    name: str
    status: Condition


class Services(Struct, frozen=True):
    """How every service stands."""

    items: list[ServiceStatus]


class Session(Struct, frozen=True):
    """What the person may do."""

    permissions: list[str] = []


class Decided(Struct, frozen=True):
    """A request, and where it stands."""

    id: str
    state: str


T = TypeVar("T")
log = structlog.get_logger()
_frames = msgspec.json.Decoder(Frame)


def read(text: str | bytes) -> Frame:
    """A frame as it came. Raises msgspec.DecodeError."""
    try:
        return _frames.decode(text)
    except (UnicodeDecodeError, RecursionError) as wrong:
        raise msgspec.DecodeError(str(wrong)) from wrong


def said(frame: Frame, kind: type[T]) -> T | None:
    """What the frame carries; None, with a line in the log, if it cannot be understood.

    One frame of a newer appliance must not end the conversation.
    """
    try:
        return msgspec.json.decode(frame.data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        log.warning("frame_not_understood", type=frame.type, reason=str(wrong))
        return None


def _insist_on_year(at: datetime) -> None:
    if at.year not in _YEARS:
        raise ValueError(f"the year {at.year}")
