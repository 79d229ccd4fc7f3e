"""What crosses the wire about notifications, channels and deliveries."""

from datetime import datetime
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from medianest.kit.languages import Language
from medianest.kit.wire import Input, Wire

Level = Literal["info", "success", "warning", "error"]
LEVELS: tuple[Level, ...] = get_args(Level)
DeliveryState = Literal["waiting", "sending", "retrying", "sent", "failed", "skipped"]

Name = Annotated[str, Meta(min_length=1, max_length=80)]
ChannelUrl = Annotated[str, Meta(min_length=3, max_length=2000)]


class Notification(Wire, frozen=True):
    """Something a person was told; `kind` and `params` let a client translate it."""

    id: UUID
    kind: str
    level: Level
    title: str
    body: str
    link: str
    params: dict[str, Any]
    created_at: datetime
    read_at: datetime | None


class Inbox(Wire, frozen=True):
    """One stretch of a person's notifications, newest first."""

    items: list[Notification]
    total: int
    unread: int
    next_cursor: str | None = None


class Channel(Wire, frozen=True):
    """A way to reach a person; its address is shown masked only."""

    id: UUID
    name: str
    url_masked: str
    enabled: bool
    language: Language
    levels: list[Level]
    last_error: str | None
    last_sent_at: datetime | None
    created_at: datetime


class NewChannel(Input, frozen=True):
    """A channel to add: `url` in Apprise's notation, `language` that of its messages."""

    name: Name
    url: ChannelUrl
    enabled: bool = True
    language: Language = "en"
    levels: frozenset[Level] = frozenset(LEVELS)


class ChannelChange(Input, frozen=True):
    """What to change of a channel; what is left out stays."""

    name: Name | UnsetType = UNSET
    url: ChannelUrl | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET
    language: Language | UnsetType = UNSET
    levels: frozenset[Level] | UnsetType = UNSET


class TestResult(Wire, frozen=True):
    """What came of a test message; `error` is what the other side said."""

    ok: bool
    error: str | None


class Delivery(Wire, frozen=True):
    """One line of the delivery log."""

    id: UUID
    notification_id: UUID
    title: str
    channel_id: UUID | None
    channel_name: str
    state: DeliveryState
    attempts: int
    error: str | None
    created_at: datetime
    updated_at: datetime
    sent_at: datetime | None


class Preference(Wire, frozen=True):
    """Whether a kind of notification also goes over the channels; the inbox always has it."""

    kind: str
    channels: bool


class Preferences(Wire, frozen=True):
    """Every kind the person has ever been told or has decided about."""

    items: list[Preference]


class PreferenceChange(Input, frozen=True):
    """A decision about one kind."""

    channels: bool
