"""One connection that listens, for as long as the program runs."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import asyncpg
import structlog

from medianest.infra.database import LOST, connection
from medianest.kit import backoff

log = structlog.get_logger()
_BASE = timedelta(milliseconds=200)
_CAP = timedelta(seconds=5)
# A lost notification costs this much patience; a silent network is noticed as soon.
_LOOK = 15.0


@dataclass
class Line:
    """Hears notifications and reads what they are about, reconnecting when it must."""

    heard: Mapping[str, Callable[[str], None]]
    """What to do with a channel's payload."""
    read: Callable[["asyncpg.Connection[Any]"], Awaitable[None]]
    """Called after connecting and whenever something was heard on a channel of `reads`."""
    reads: str
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Listen until cancelled."""
        failures = 0
        while True:
            try:
                async with connection() as line:
                    await self._listen(line)
                    failures = 0
                    await self._follow(line)
            except LOST as lost:
                log.warning("events_lost_database", error=str(lost))
            self.connected.clear()
            failures += 1
            await asyncio.sleep(backoff.delay(failures, base=_BASE, cap=_CAP).total_seconds())

    async def _listen(self, line: "asyncpg.Connection[Any]") -> None:
        line.add_termination_listener(lambda _: self._wake.set())
        await line.add_listener(self.reads, lambda *_: self._wake.set())
        for channel in self.heard:
            await line.add_listener(channel, self._pass_on)

    def _pass_on(self, _line: object, _pid: int, channel: str, payload: object) -> None:
        self.heard[channel](str(payload))

    async def _follow(self, line: "asyncpg.Connection[Any]") -> None:
        while not line.is_closed():
            self._wake.clear()
            async with asyncio.timeout(10):
                await self.read(line)
            self.connected.set()
            try:
                async with asyncio.timeout(_LOOK):
                    await self._wake.wait()
            except TimeoutError:
                continue
