"""What crosses the wire about the quotas of downloads."""

from datetime import datetime

from medianest.household.quotas import Limit, RollingLimit, RollingUsed, Used
from medianest.kit.wire import Input, Wire


class DownloadLimits(Input, frozen=True):
    """So many links within so many days, and so many gigabytes on the disk; null is no limit."""

    downloads: RollingLimit | None = None
    gigabytes: Limit | None = None


class LinksLeft(RollingUsed, frozen=True):
    """How many links have been submitted; `again_at` is when the next one may be, if none now."""

    again_at: datetime | None = None


class DownloadQuota(Wire, frozen=True):
    """What a person may still have fetched, and have kept in gigabytes; null is no limit."""

    downloads: LinksLeft | None
    gigabytes: Used | None


class PersonLimits(Wire, frozen=True):
    """The limits of one person: their own, else (null) the usual ones of their role."""

    own: DownloadLimits | None
    usual: DownloadLimits
    quota: DownloadQuota
