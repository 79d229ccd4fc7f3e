"""Everybody who is connected, and who has to make room."""

import asyncio
from collections import Counter
from contextlib import suppress

from medianest.infra.doorstep._answers import Answers
from medianest.infra.doorstep._talk import Talk


class Callers:
    """Serves all who are connected, `most` of them at once."""

    def __init__(self, answers: Answers, most: int) -> None:
        self._answers = answers
        self._most = most
        # Each with its address, the one who has stayed longest first.
        self._tasks: dict[asyncio.Task[None], str] = {}

    async def welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection to its end."""
        task = asyncio.current_task()
        if task is None:
            return
        if len(self._tasks) >= self._most:
            self._make_room()
        self._tasks[task] = _address(writer)
        try:
            # Streams take a cancelled task for a crash, so being hung up on ends it like the rest.
            with suppress(OSError, TimeoutError, asyncio.CancelledError):
                await Talk(self._answers, reader, writer).hold()
        finally:
            self._tasks.pop(task, None)
            writer.close()

    def _make_room(self) -> None:
        """Hang up on whoever has stayed longest, of those at the address with the most callers.

        An answer takes no time, so it is one who says nothing. Through a proxy or a container's
        bridge all have the same address: then it is whoever has stayed longest of all.
        """
        crowded, _ = Counter(self._tasks.values()).most_common(1)[0]
        oldest = next(task for task, address in self._tasks.items() if address == crowded)
        del self._tasks[oldest]
        oldest.cancel()

    def hang_up(self) -> None:
        """End what is left."""
        for task in self._tasks:
            task.cancel()

    async def gone(self) -> None:
        """Wait until all have left."""
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _address(writer: asyncio.StreamWriter) -> str:
    # Gone already, it has none.
    peer = writer.get_extra_info("peername")
    return str(peer[0]) if peer else ""
