"""Lets a page wait until something is different."""

import asyncio

from medianest_desktop.bell import Bell


class Changes:
    """Counts the rings of `bells`."""

    def __init__(self, *bells: Bell) -> None:
        self.revision = 1
        """Another number after every change; never 0."""
        self._rung = asyncio.Event()
        self._undo = [bell.listen(self._ring) for bell in bells]

    def close(self) -> None:
        """Listen no more."""
        for undo in self._undo:
            undo()

    async def after(self, revision: int, *, seconds: float) -> int:
        """The revision as soon as it is not `revision` any more, or after `seconds`."""
        if revision != self.revision:
            return self.revision
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            return self.revision
        return self.revision

    def _ring(self) -> None:
        self.revision += 1
        self._rung.set()
        self._rung = asyncio.Event()
