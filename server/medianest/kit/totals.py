"""How long lists are, remembered for a moment: counting costs more than reading a page."""

from collections.abc import Hashable
from typing import TypeVar

from cachetools import TTLCache

T = TypeVar("T")

_KEEP_SECONDS = 1.0
_MOST = 1000


class Totals(TTLCache[Hashable, T, float]):
    """What was counted, by whatever it depends on: gone after a second; clear it at a change."""

    def __init__(self) -> None:
        super().__init__(_MOST, _KEEP_SECONDS)
