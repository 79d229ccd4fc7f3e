"""What crosses the wire about the quotas of downloads."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from medianest.kit.wire import Input, Wire


class DownloadLimits(Input, frozen=True):
    """So many links within so many days, and so many gigabytes on the disk; null is no limit."""

    downloads: Annotated[int, Meta(ge=0, le=1_000_000)] | None = None
    days: Annotated[int, Meta(ge=1, le=365)] = 7
    gigabytes: Annotated[int, Meta(ge=0, le=1_000_000)] | None = None


class LinksLeft(Wire, frozen=True):
    """How many links have been submitted; `again_at` is when the next one may be, if none now."""

    limit: int
    days: int
    used: int
    remaining: int
    again_at: datetime | None = None


class RoomLeft(Wire, frozen=True):
    """What is kept and on its way, in gigabytes."""

    limit: int
    used: float
    remaining: float


class DownloadQuota(Wire, frozen=True):
    """What a person may still have fetched; null is no limit."""

    downloads: LinksLeft | None
    gigabytes: RoomLeft | None


class PersonLimits(Wire, frozen=True):
    """The limits of one person: their own, else (null) the usual ones of their role."""

    own: DownloadLimits | None
    usual: DownloadLimits
    quota: DownloadQuota
