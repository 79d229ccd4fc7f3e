"""Keeps the tray calm: a status is shown once it has lasted, other changes once a second."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from medianest_desktop.live.face import Face, Status


@dataclass(frozen=True, slots=True)
class Calm:
    """How long a status must last before it is shown, at most, and between faces; in seconds."""

    lasting: float = 1.0
    longest: float = 5.0
    between: float = 1.0


class Settling:
    """Publishes faces: `status` is cheap and asked at every change, `face` when it is shown."""

    def __init__(
        self,
        status: Callable[[], Status],
        face: Callable[[], Face],
        publish: Callable[[Face], None],
        calm: Calm | None = None,
    ) -> None:
        self._status = status
        self._face = face
        self._publish = publish
        self._calm = calm or Calm()
        self._timer: asyncio.TimerHandle | None = None
        self._dirty: float | None = None
        self._at = 0.0
        self._coming = Status.OFFLINE
        self._since = 0.0
        self.shown: Face | None = None

    def changed(self) -> None:
        """Something may be another; the first time it is shown at once."""
        now = asyncio.get_running_loop().time()
        status = self._status()
        if status is not self._coming:
            self._coming, self._since = status, now
        if self._dirty is None:
            self._dirty = now
        if self.shown is None:
            self._show(now)
            return
        self._wake_at(self._due(self._dirty))

    def stop(self) -> None:
        """Show nothing more."""
        if self._timer is not None:
            self._timer.cancel()

    def _due(self, dirty: float) -> float:
        calm = self._calm
        if self.shown is not None and self._coming is self.shown.status:
            return self._at + calm.between
        return min(self._since + calm.lasting, dirty + calm.longest)

    def _wake_at(self, due: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_at(due, self._look)

    def _look(self) -> None:
        self._timer = None
        self._show(asyncio.get_running_loop().time())

    def _show(self, now: float) -> None:
        face = self._face()
        self._dirty, self._at = None, now
        self._coming, self._since = face.status, now
        if face != self.shown:
            self.shown = face
            self._publish(face)
