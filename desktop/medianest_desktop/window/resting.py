"""Counts how long nobody has seen the window.

A page that is open grows with everything that it is told, and a window in the tray may stay there
for months. So its page is left after a while, but not at once: who opens the window again soon
finds it as it was.
"""

from collections.abc import Callable
from threading import Event, Thread
from typing import Final

import structlog

log = structlog.get_logger()

Wait = Callable[[Event, float], bool]
"""Waits for an event, so many seconds at most; whether it came."""

AFTER: Final = 60.0
"""Seconds out of sight after which a page is left."""


class Resting:
    """Calls `leave` when the window was out of sight for `after` seconds, until it says True.

    Each time on a thread that may wait: a page that hangs must not keep the window from showing.
    What it is given is set once the window is seen again.
    """

    def __init__(
        self, leave: Callable[[Event], bool], *, wait: Wait = Event.wait, after: float = AFTER
    ) -> None:
        self._leave = leave
        self._wait = wait
        self._after = after
        self._seen = Event()
        self._seen.set()

    def hidden(self) -> None:
        """The window has gone out of sight."""
        if not self._seen.is_set():
            return
        self._seen = Event()
        Thread(target=self._count, args=(self._seen,), name="resting", daemon=True).start()

    def shown(self) -> None:
        """The window is to be seen, or gone for good."""
        self._seen.set()

    def _count(self, seen: Event) -> None:
        tries = 0
        while not self._wait(seen, self._after):
            if self._leave(seen):
                return
            tries += 1
            if tries == 1:
                log.info("page_kept")
