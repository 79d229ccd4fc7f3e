"""Tells whoever listens that something has changed."""

import asyncio
from collections.abc import Callable


class Bell:
    """Rings to all who listen, in the thread of the one who rings it."""

    def __init__(self) -> None:
        self._ears: list[Callable[[], None]] = []

    def listen(self, ear: Callable[[], None]) -> Callable[[], None]:
        """Call `ear` at every ring; what comes back ends that."""
        self._ears.append(ear)

        def undo() -> None:
            if ear in self._ears:
                self._ears.remove(ear)

        return undo

    def ring(self) -> None:
        """Tell everyone who listens now."""
        for ear in tuple(self._ears):
            ear()

    async def until(self, claim: Callable[[], bool], *, seconds: float | None = None) -> bool:
        """Wait until `claim` holds, looked at now and after each ring; False after `seconds`.

        For a bell that rings on this loop alone.
        """
        rung = asyncio.Event()
        undo = self.listen(rung.set)
        try:
            async with asyncio.timeout(seconds):
                await _until(claim, rung)
        except TimeoutError:
            return False
        finally:
            undo()
        return True


async def _until(claim: Callable[[], bool], rung: asyncio.Event) -> None:
    while not claim():
        await rung.wait()
        rung.clear()
