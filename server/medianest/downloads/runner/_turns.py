"""Takes turns, so that many who look at once do not fill the machine with processes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from medianest.downloads.errors import ManyLooksError

_AT_ONCE = 2
_IN_LINE = 6
_RETRY_AFTER = 10


@dataclass(slots=True)
class Turns:
    """Lets two in at a time and a few wait; whoever would wait for long is turned away at once."""

    _present: int = 0
    _free: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    @asynccontextmanager
    async def take(self) -> AsyncIterator[None]:
        """Wait for a turn and hold it. Raises ManyLooksError."""
        if self._present >= _AT_ONCE + _IN_LINE:
            raise ManyLooksError(retryAfter=_RETRY_AFTER)
        self._present += 1
        try:
            async with self._free:
                yield
        finally:
            self._present -= 1
