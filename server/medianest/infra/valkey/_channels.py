"""Messages to every process of this appliance, through Valkey."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from datetime import timedelta
from typing import Any

import structlog
from litestar.channels import ChannelsBackend
from litestar.channels.backends.redis import RedisChannelsPubSubBackend
from valkey.asyncio import Valkey
from valkey.exceptions import ConnectionError as NotConnectedError
from valkey.exceptions import TimeoutError as NoAnswerError

from medianest.kit.backoff import delay

_FIRST_PAUSE = timedelta(milliseconds=100)
_LONGEST_PAUSE = timedelta(seconds=5)
_LOST = (NotConnectedError, NoAnswerError, OSError)

log = structlog.get_logger()


def channels_backend(shared: Valkey) -> ChannelsBackend:
    """Over `shared`; without a Valkey, live events speak through Postgres by themselves."""
    return ValkeyChannels(shared)


class ValkeyChannels(RedisChannelsPubSubBackend):
    """Litestar's, and it goes on listening after Valkey went away and came back."""

    def __init__(self, shared: Valkey) -> None:
        super().__init__(redis=shared, key_prefix="medianest")
        self._owed: set[str] = set()

    async def subscribe(self, channels: Iterable[str]) -> None:
        """Listen to `channels`; while Valkey is away, as soon as it is there."""
        wanted = set(channels)
        try:
            await super().subscribe(wanted)
        except _LOST as lost:
            log.warning("channels_lost", through="valkey", reason=str(lost))
            self._owed |= wanted

    async def stream_events(self) -> AsyncGenerator[tuple[str, Any], None]:
        """Every message, for ever; what is sent while Valkey is away is lost."""
        failures = 0
        while True:
            try:
                if self._owed:
                    await super().subscribe(self._owed)
                    self._owed.clear()
                async for message in super().stream_events():
                    failures = 0
                    yield message
            except _LOST as lost:
                failures += 1
                if failures == 1:
                    log.warning("channels_lost", through="valkey", reason=str(lost))
                pause = delay(failures, base=_FIRST_PAUSE, cap=_LONGEST_PAUSE)
                await asyncio.sleep(pause.total_seconds())
