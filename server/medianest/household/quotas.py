"""Quotas: how much of something a person may have, and how much of that is used up.

A slice says what it counts, and counts it; what a limit is, how far back it looks and what is left
of it is the same for all. A person's own limits hold instead of the usual ones, as a whole.
"""

from datetime import datetime, timedelta
from typing import Annotated, Final

from msgspec import Meta
from msgspec.structs import asdict

from medianest.kit.wire import Input, Wire

LONGEST: Final = timedelta(days=3650)
"""How far back a limit may look at most."""


class Used(Wire, frozen=True):
    """A limit, and how much of it is used up."""

    limit: int
    used: float
    remaining: float


class RollingUsed(Used, frozen=True):
    """A limit of so many days, and how much of it is used up in the present ones."""

    days: int


class Limit(Input, frozen=True):
    """So many in all."""

    limit: Annotated[int, Meta(ge=0, le=1_000_000)]

    def used(self, amount: float) -> Used:
        """What is left when `amount` is used; to a tenth, as it is shown."""
        used = round(amount, 1)
        remaining = max(round(self.limit - used, 1), 0)
        return Used(limit=self.limit, used=used, remaining=remaining)


class RollingLimit(Limit, frozen=True):
    """So many within so many days, counted back from now."""

    days: Annotated[int, Meta(ge=1, le=LONGEST.days)]

    def since(self, at: datetime) -> datetime:
        """When the days begin that count at the moment `at`."""
        return at - timedelta(days=self.days)

    def used(self, amount: float) -> RollingUsed:
        """What is left when `amount` is used within the days."""
        return RollingUsed(days=self.days, **asdict(super().used(amount)))
