"""How often a person may ask for what costs others something."""

from dataclasses import dataclass
from datetime import timedelta

from litestar.handlers import BaseRouteHandler

from medianest.accounts.guards import AnyConnection, principal_of
from medianest.accounts.limits import Limit, Tries
from medianest.kit.clock import Clock, now


@dataclass(frozen=True, slots=True)
class Paced:
    """Let a person in so often; whoever holds `unless` as often as they like."""

    limit: Limit
    unless: str
    clock: Clock = now

    async def __call__(self, connection: AnyConnection, _: BaseRouteHandler) -> None:
        """Refuse with 429 what comes too often."""
        me = principal_of(connection)
        if not me.may(self.unless):
            await Tries(self.clock).count(self.limit, str(me.id))


def at_most(most: int, name: str, *, within: timedelta, unless: str) -> Paced:
    """Make a guard that lets each person in `most` times `within` a window."""
    return Paced(Limit(name, most, within), unless)
