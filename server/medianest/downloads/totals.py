"""How long lists are, remembered for a moment: counting costs more than reading a page."""

import time
from collections.abc import Callable
from uuid import UUID

Key = tuple[UUID | None, str | None]

_KEEP = 1.0
_MOST = 1000


class Totals:
    """Totals by viewer (None sees all) and state, forgotten at every change and after a second."""

    def __init__(self, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._elapsed = elapsed
        self._totals: dict[Key, tuple[float, int]] = {}

    def known(self, key: Key) -> int | None:
        """The total, if it was counted just now."""
        counted_at, total = self._totals.get(key, (float("-inf"), 0))
        return total if self._elapsed() - counted_at < _KEEP else None

    def remember(self, key: Key, total: int) -> None:
        """Keep a total that was counted."""
        if len(self._totals) >= _MOST:
            self._totals.clear()
        self._totals[key] = (self._elapsed(), total)

    def forget(self) -> None:
        """Something has changed."""
        self._totals.clear()
