"""How long lists are, remembered for a moment: counting costs more than reading a page."""

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")

_KEEP = 1.0
_MOST = 1000


class Totals(Generic[T]):
    """What was counted, by whatever it depends on; forgotten at every change and after a second."""

    def __init__(self, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._elapsed = elapsed
        self._totals: dict[Hashable, tuple[float, T]] = {}

    def known(self, key: Hashable) -> T | None:
        """The total, if it was counted just now."""
        found = self._totals.get(key)
        return found[1] if found and self._elapsed() - found[0] < _KEEP else None

    def remember(self, key: Hashable, total: T) -> None:
        """Keep a total that was counted."""
        if len(self._totals) >= _MOST:
            self._totals.clear()
        self._totals[key] = (self._elapsed(), total)

    def forget(self) -> None:
        """Something has changed."""
        self._totals.clear()
