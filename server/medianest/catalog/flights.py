"""Many who ask the same at once are answered by one call."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from medianest.infra.tasks import Tasks

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Flights(Generic[T]):
    """Calls that are under way, by what they ask.

    A call belongs to nobody who waits for it: it goes on when the first of them leaves.
    """

    tasks: Tasks
    _under_way: dict[str, asyncio.Future[T]] = field(default_factory=dict)

    async def join(self, key: str, work: Callable[[], Awaitable[T]]) -> T:
        """What `work` answers, or what an earlier call for `key` that is still under way does."""
        flight = self._under_way.get(key)
        if flight is None:
            flight = self._under_way[key] = asyncio.get_running_loop().create_future()
            self.tasks.start(self._fly(key, flight, work), name=f"catalog-{key}")
        return await asyncio.shield(flight)

    async def _fly(
        self, key: str, flight: asyncio.Future[T], work: Callable[[], Awaitable[T]]
    ) -> None:
        try:
            flight.set_result(await work())
        except asyncio.CancelledError:
            flight.cancel()
            raise
        except Exception as failure:  # noqa: BLE001 - judged by those who wait
            # A mistake as well: whoever waits would never hear of it, and wait for ever.
            flight.set_exception(failure)
            # Nobody may be waiting any more; then nobody needs to hear of it.
            flight.exception()
        finally:
            del self._under_way[key]
