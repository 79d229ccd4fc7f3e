"""What crosses the wire about quotas."""

from typing import Final, Literal

from medianest.household.quotas import RollingLimit, RollingUsed
from medianest.kit.wire import Input, Wire

Kind = Literal["films", "seasons", "episodes", "gigabytes"]
KINDS: Final[tuple[Kind, ...]] = ("films", "seasons", "episodes", "gigabytes")


class Quota(Wire, frozen=True):
    """What a person may ask for; null is no limit."""

    films: RollingUsed | None
    seasons: RollingUsed | None
    episodes: RollingUsed | None
    gigabytes: RollingUsed | None


class QuotaLimits(Input, frozen=True):
    """What may be asked for; null is no limit."""

    films: RollingLimit | None = None
    seasons: RollingLimit | None = None
    episodes: RollingLimit | None = None
    gigabytes: RollingLimit | None = None

    def limited(self) -> dict[Kind, RollingLimit]:
        """Each kind that is limited, and how."""
        every = ((kind, getattr(self, kind)) for kind in KINDS)
        return {kind: limit for kind, limit in every if limit is not None}


class AssignedQuota(Wire, frozen=True):
    """The quota of `role:<role>` or `person:<id>`."""

    subject: str
    name: str
    films: RollingLimit | None
    seasons: RollingLimit | None
    episodes: RollingLimit | None
    gigabytes: RollingLimit | None
