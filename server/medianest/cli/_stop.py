"""Stopping when asked, at any moment, and not later than promised."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

log = structlog.get_logger()

# Whoever sent SIGTERM sends SIGKILL after ten seconds; leaving by ourselves is kinder.
_WITHIN_SECONDS = 9.0
_DIED = 1


class Stop:
    """What SIGTERM and SIGINT do: end the start-up, or whatever `then` was given.

    `again` says that what ends is to begin anew, in the same process.
    """

    def __init__(self) -> None:
        self.asked = False
        self.again = False
        self._act: Callable[[], object] | None = None
        self._end: Callable[[], None] = lambda: None

    def then(self, act: Callable[[], object]) -> None:
        """From now on stop by `act` instead of breaking off."""
        self._act = act

    def restart(self) -> None:
        """Stop, and begin anew once everything is down; for use on the event loop."""
        if not self.asked:
            self.again = True
            self._end()

    @contextmanager
    def on_signals(self) -> Iterator[None]:
        """Listen to both signals while inside; a stop during the start-up ends the block."""
        loop = asyncio.get_running_loop()
        task = asyncio.current_task()

        def end() -> None:
            if self.asked:
                return
            self.asked = True
            log.info("stopping", again=self.again)
            loop.call_later(_WITHIN_SECONDS, os._exit, _DIED)
            if self._act is not None:
                self._act()
            elif task is not None:
                task.cancel()

        def stop() -> None:
            # Who asks for the end gets it, also while a restart is on its way.
            self.again = False
            end()

        self._end = end
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
        try:
            yield
        except asyncio.CancelledError:
            if not self.asked:
                raise
