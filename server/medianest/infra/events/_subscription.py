"""One reader of live events, and what waits for it."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Self

from medianest.infra.events import _frames
from medianest.infra.events._audience import Audience, Viewer
from medianest.infra.events._frames import Frame
from medianest.kit.clock import Clock


@dataclass(frozen=True, slots=True)
class _Waiting:
    encoded: bytes
    stored: bool = True
    audience: Audience | None = None
    """Asked again when it is handed over; None for what was asked of the database."""


@dataclass(eq=False)
class Subscription:
    """Iterates over encoded frames until the session it belongs to is revoked.

    `viewer` may be replaced when the person's permissions change; that counts for what waits too.
    """

    viewer: Viewer
    joined_at: int
    """The number of the last event that was handed out before this began."""
    most: int
    clock: Clock
    missed: Callable[[str, Viewer, int], Awaitable[list[bytes] | None]]
    _waiting: deque[_Waiting] = field(default_factory=deque)
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _ended: bool = False

    def offer(self, frame: Frame) -> None:
        """Queue a frame if the viewer may see it."""
        if self._ended:
            return
        if frame.revoked is not None:
            if self.viewer.session == frame.revoked:
                self._push(_Waiting(frame.encoded))
                self.end()
            return
        if frame.audience.includes(self.viewer):
            self._push(_Waiting(frame.encoded, frame.seq is not None, frame.audience))

    def end(self) -> None:
        """Finish after what is queued already."""
        self._ended = True
        self._arrived.set()

    async def resume(self, last_id: str) -> None:
        """Queue what was missed between `last_id` and the beginning of this, else a gap frame."""
        missed = await self.missed(last_id, self.viewer, self.joined_at)
        if missed is None:
            missed = [_frames.gap(self.clock())]
        self._waiting.extendleft(_Waiting(encoded) for encoded in reversed(missed))
        self._arrived.set()

    def _push(self, entry: _Waiting) -> None:
        if len(self._waiting) >= self.most:
            self._make_room()
        self._waiting.append(entry)
        self._arrived.set()

    def _make_room(self) -> None:
        """Give up progress first; if that does not help, everything, and say so."""
        kept = [entry for entry in self._waiting if entry.stored]
        if len(kept) >= self.most:
            kept = [_Waiting(_frames.gap(self.clock()))]
        self._waiting = deque(kept)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        while True:
            while self._waiting:
                entry = self._waiting.popleft()
                if entry.audience is None or entry.audience.includes(self.viewer):
                    return entry.encoded
            if self._ended:
                raise StopAsyncIteration
            self._arrived.clear()
            await self._arrived.wait()
