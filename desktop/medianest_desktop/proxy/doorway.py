"""Keeps strangers from standing in the door.

Whoever can reach the port can open connections and say nothing, and each costs one of the few
files that a process may have open: without a limit any other program of this computer could keep
the client from opening its files, or from reaching the appliance.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from aiohttp import web

PATIENCE: Final = 10.0
"""Seconds that a connection may take until it has proven whose it is."""
MOST: Final = 64
"""How many may be about to; of more, the oldest is closed."""

Occupant = web.RequestHandler


class Doorway:
    """Makes what handles a new connection, and closes it again unless it is let in."""

    def __init__(
        self, make: Callable[[], Occupant], *, patience: float = PATIENCE, most: int = MOST
    ) -> None:
        self._make = make
        self._patience = patience
        self._most = most
        self._strangers: dict[Occupant, asyncio.TimerHandle] = {}

    def __call__(self) -> Occupant:
        """Takes one more connection."""
        handler = self._make()
        loop = asyncio.get_running_loop()
        self._strangers[handler] = loop.call_later(self._patience, self._turn_away, handler)
        if len(self._strangers) > self._most:
            self._turn_away(next(iter(self._strangers)))
        return handler

    def let_in(self, request: web.BaseRequest) -> None:
        """The connection of `request` is the window's: it may stay as long as it likes."""
        timer = self._strangers.pop(request.protocol, None)
        if timer is not None:
            timer.cancel()

    def close(self) -> None:
        """Waits for nobody any more."""
        for handler in list(self._strangers):
            self._turn_away(handler)

    def _turn_away(self, handler: Occupant) -> None:
        self._strangers.pop(handler).cancel()
        handler.force_close()
