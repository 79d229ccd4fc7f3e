"""How many live connections one person may keep."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal
from uuid import UUID

from prometheus_client import Gauge

from medianest.notifications.errors import TooManySocketsError

Transport = Literal["websocket", "sse"]

_open = Gauge("medianest_live_connections", "Live connections that are open.", ["transport"])


class Seats:
    """Counts connections per person in this process, and turns away one too many."""

    def __init__(self, most: int = 30) -> None:
        self._most = most
        self._taken: Counter[UUID] = Counter()

    def taken(self, person: UUID) -> int:
        """How many `person` has open."""
        return self._taken[person]

    def check(self, person: UUID) -> None:
        """Raise unless `person` has a place left."""
        if self._taken[person] >= self._most:
            raise TooManySocketsError

    @contextmanager
    def take(self, person: UUID, transport: Transport) -> Iterator[None]:
        """Hold one of `person`'s places."""
        self.check(person)
        self._taken[person] += 1
        _open.labels(transport).inc()
        try:
            yield
        finally:
            _open.labels(transport).dec()
            self._taken[person] -= 1
            if not self._taken[person]:
                del self._taken[person]
