"""Keeps many alerts at once from being many alerts.

The first few are raised at once. While more follow, they wait for a lull and become one alert.
What happened while the client was away comes at once too, and so counts as a burst from the start.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from medianest_desktop.live.alert import Kept
from medianest_desktop.tasks import Tasks

_LONGEST = 50


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How many alerts are raised by themselves, and how long others wait; in seconds."""

    alone: int = 3
    within: float = 10.0
    """In so long a time."""
    lull: float = 1.5
    """So long after the last one, those that wait are raised as one."""
    longest: float = 15.0
    """And however many follow, so long after the first one."""


class Bursts:
    """Hands alerts on: each by itself, or several with how many they are."""

    def __init__(self, show: Callable[[Sequence[Kept], int], None], rhythm: Rhythm) -> None:
        self._show = show
        self._rhythm = rhythm
        self._raised = deque[float](maxlen=rhythm.alone)
        self._waiting = deque[Kept](maxlen=_LONGEST)
        self._count = 0
        self._began = self._last = 0.0
        self._tasks = Tasks()

    def offer(self, alert: Kept, *, missed: bool) -> None:
        """Raise `alert` now, or with the others of its burst; `missed` came while we were away."""
        now = asyncio.get_running_loop().time()
        if self._count or missed or self._is_crowded(now):
            self._wait(alert, now)
            return
        self._raised.append(now)
        self._show([alert], 1)

    def drop(self, alert: str | None) -> None:
        """Do not raise that alert any more if it waits; None stands for all."""
        left = [one for one in self._waiting if alert is not None and one.id != alert]
        self._count = len(left) if alert is None else self._count - len(self._waiting) + len(left)
        self._waiting = deque(left, maxlen=_LONGEST)

    async def stop(self) -> None:
        """Raise nothing more."""
        await self._tasks.stop()

    def _is_crowded(self, now: float) -> bool:
        full = len(self._raised) == self._rhythm.alone
        return full and now - self._raised[0] < self._rhythm.within

    def _wait(self, alert: Kept, now: float) -> None:
        if not self._count:
            self._began = now
            self._tasks.start(self._flush(), name="alert-burst")
        self._last = now
        self._waiting.append(alert)
        self._count += 1

    async def _flush(self) -> None:
        rest = self._rest()
        while rest > 0:
            await asyncio.sleep(rest)
            rest = self._rest()
        waiting, count = list(self._waiting), self._count
        self._waiting.clear()
        self._count = 0
        if not count:
            return
        self._raised.append(asyncio.get_running_loop().time())
        if count > self._rhythm.alone:
            self._show(waiting, count)
            return
        for one in waiting:
            self._show([one], 1)

    def _rest(self) -> float:
        due = min(self._last + self._rhythm.lull, self._began + self._rhythm.longest)
        return due - asyncio.get_running_loop().time()
