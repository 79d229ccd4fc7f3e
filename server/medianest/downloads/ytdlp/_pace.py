"""How fast bytes arrive, over the last moments: sites and yt-dlp tell it in different ways."""

import time
from collections import deque
from collections.abc import Callable

_WINDOW = 10.0


class Pace:
    """Speed and remaining time of one fetching, whatever it consists of."""

    def __init__(self, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._elapsed = elapsed
        self._seen: deque[tuple[float, int]] = deque()

    def speed(self, downloaded: int) -> float | None:
        """Bytes per second now that `downloaded` have arrived; None before it can be told."""
        now = self._elapsed()
        self._seen.append((now, downloaded))
        while len(self._seen) > 2 and self._seen[1][0] <= now - _WINDOW:  # noqa: PLR2004 - two make a span
            self._seen.popleft()
        began, before = self._seen[0]
        return (downloaded - before) / (now - began) if now > began else None


def remaining(downloaded: int, total: int, speed: float | None) -> float | None:
    """The seconds until `total`, None if nobody knows."""
    if not total or not speed:
        return None
    return max(total - downloaded, 0) / speed
