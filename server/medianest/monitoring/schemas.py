"""What this slice says: to other slices, and over HTTP."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from medianest.kit.wire import Input, Wire

State = Literal["ok", "down", "open", "unknown"]
HEADER = r"^[ -~]*$"
"""What a secret consists of, which travels in a header."""


class ServiceConfig(msgspec.Struct, frozen=True, kw_only=True):
    """How to reach a service, with its secret readable; never sent anywhere."""

    name: str
    url: str
    secret: str = ""
    options: Mapping[str, Any] = {}
    enabled: bool = True
    locked: bool = False
    version: int = 0

    def __repr__(self) -> str:
        """Leave the secret out: a repr ends up in logs."""
        return f"ServiceConfig(name={self.name!r}, url={self.url!r}, version={self.version})"


class Status(Wire, frozen=True):
    """How a service did when it was last looked at; `open` is a breaker that refuses calls."""

    state: State = "unknown"
    detail: str = ""
    checked_at: datetime | None = None
    since: datetime | None = None


class Tested(Wire, frozen=True):
    """What came of looking at a service; `error` says what to do."""

    ok: bool
    error: str | None
    status: Status


class Service(Wire, frozen=True):
    """A service without its secret; `locked` by the settings file."""

    name: str
    url: str
    has_secret: bool
    enabled: bool
    locked: bool
    status: Status
    options: dict[str, Any]


class SaveService(Input, frozen=True):
    """A service as the owner enters it; without `secret` (or `token`) the stored one stays."""

    url: Annotated[str, Meta(min_length=1, max_length=500)]
    secret: Annotated[str, Meta(max_length=1000, pattern=HEADER)] | None = None
    token: Annotated[str, Meta(max_length=1000, pattern=HEADER)] | None = None
    enabled: bool = True
    options: dict[str, str | int | bool] | None = None


class ServiceStatus(Wire, frozen=True):
    """The status of one service, named."""

    name: str
    status: Status


class ErrorEntry(Wire, frozen=True):
    """A failure of the server, with how often it happened."""

    id: str
    kind: str
    code: str
    message: str
    place: str
    count: int
    first_at: datetime
    last_at: datetime
    correlation_id: str
