"""What crosses the wire about quotas."""

from typing import Annotated

from msgspec import Meta

from medianest.kit.wire import Input, Wire


class Limit(Input, frozen=True):
    """So many within so many days, counted back from now."""

    limit: Annotated[int, Meta(ge=0, le=1_000_000)]
    days: Annotated[int, Meta(ge=1, le=3650)]


class Used(Wire, frozen=True):
    """A limit, and how much of it is used up."""

    limit: int
    days: int
    used: float
    remaining: float


class Quota(Wire, frozen=True):
    """What a person may ask for; null is no limit."""

    films: Used | None
    seasons: Used | None
    episodes: Used | None
    gigabytes: Used | None


class QuotaLimits(Input, frozen=True):
    """What may be asked for; null is no limit."""

    films: Limit | None = None
    seasons: Limit | None = None
    episodes: Limit | None = None
    gigabytes: Limit | None = None


class AssignedQuota(Wire, frozen=True):
    """The quota of `role:<role>` or `person:<id>`."""

    subject: str
    name: str
    films: Limit | None
    seasons: Limit | None
    episodes: Limit | None
    gigabytes: Limit | None
