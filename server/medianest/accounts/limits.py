"""How often something may be tried; counted in the database, so a restart forgets nothing."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from medianest.accounts.errors import TooManyTriesError
from medianest.accounts.queries import limits
from medianest.kit.clock import Clock


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` tries `within` a window that begins with the first of them."""

    name: str
    most: int
    within: timedelta

    def key(self, *of: str) -> str:
        """The row that counts for `of`, hashed: people type passwords into the e-mail field."""
        named = "\n".join(of)
        return f"{self.name}:{hashlib.sha256(named.encode()).hexdigest()[:32]}"


@dataclass(frozen=True, slots=True)
class LoginLimits:
    """What guessing passwords is held to.

    `everywhere` stops many addresses that guess at one person. It never holds for an address from
    which that person signed in of late, so strangers cannot lock anybody out of their own home.
    """

    address: Limit = Limit("login.address", 60, timedelta(minutes=15))
    here: Limit = Limit("login.here", 10, timedelta(minutes=15))
    everywhere: Limit = Limit("login.everywhere", 50, timedelta(hours=1))
    setup: Limit = Limit("setup.address", 10, timedelta(minutes=15))


@dataclass(frozen=True, slots=True)
class Tries:
    """Counts tries before they are made, so that many at once do not slip through."""

    clock: Clock

    async def count(self, limit: Limit, *of: str) -> str:
        """Count a try, or refuse it; its key, to forgive it by."""
        at = self.clock()
        key = limit.key(*of)
        counted = await limits.count(key, at=at, until=at + limit.within)
        if counted.tries > limit.most:
            wait = max(1, round((counted.expires_at - at).total_seconds()))
            raise TooManyTriesError(_sentence(wait), retryAfter=wait)
        return key


def _sentence(wait: int) -> str:
    minutes = max(1, round(wait / 60))
    return f"Too many tries; please wait {minutes} minute{'s' if minutes > 1 else ''}"
