"""How fast TMDB may be asked, by all processes together."""

import asyncio
import itertools
import random
from dataclasses import dataclass
from datetime import timedelta

from medianest.catalog.errors import CatalogUnavailableError
from medianest.catalog.queries import pace as queries

_BURST_SHARE = 10
_LONGEST_WAIT = 8.0  # seconds that a person waits for a turn
_BACKGROUND_PAUSE = 0.05  # seconds


@dataclass(frozen=True, slots=True)
class Pace:
    """A bucket of tokens in the database, emptied by one statement a take.

    Burst and refill add up to `per_second`, so that no second ever sees more. People may borrow
    from what is still to flow in and wait for it in the order they came; background work only
    takes what nobody else wants.
    """

    per_second: int

    @property
    def burst(self) -> int:
        """How many may go at once after a pause."""
        return max(self.per_second // _BURST_SHARE, 1)

    @property
    def refill(self) -> float:
        """How many more may go each second."""
        return max(self.per_second - self.burst, 1)

    async def take(self, *, background: bool) -> None:
        """Wait for a turn. People get CatalogUnavailableError when it would take too long."""
        if background:
            await self._spare()
            return
        left = await queries.take(self.burst, self.refill, least=1 - _LONGEST_WAIT * self.refill)
        if left is None:
            raise CatalogUnavailableError
        await asyncio.sleep(max(-left, 0) / self.refill)

    async def hold(self, pause: timedelta) -> None:
        """Let nobody ask for a while, because TMDB said so."""
        await queries.hold(pause.total_seconds() * self.refill)

    async def _spare(self) -> None:
        half = max(self.burst / 2, 1)
        for _ in itertools.count():
            if await queries.take(self.burst, self.refill, least=half) is not None:
                return
            # Apart, so that several tasks do not ask in step.
            await asyncio.sleep(_BACKGROUND_PAUSE * random.uniform(1, 2))  # noqa: S311 - no secret
