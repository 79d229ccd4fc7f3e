"""Messages to every process of this appliance, through Valkey."""

import asyncio
from collections.abc import AsyncGenerator
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

log = structlog.get_logger()


def channels_backend(shared: Valkey) -> ChannelsBackend:
    """Over `shared`; without a Valkey, live events speak through Postgres by themselves."""
    return ValkeyChannels(shared)


class ValkeyChannels(RedisChannelsPubSubBackend):
    """Litestar's, and it goes on listening after Valkey went away and came back."""

    def __init__(self, shared: Valkey) -> None:
        super().__init__(redis=shared, key_prefix="medianest")

    async def stream_events(self) -> AsyncGenerator[tuple[str, Any], None]:
        """Every message, for ever; what is sent while Valkey is away is lost."""
        failures = 0
        while True:
            try:
                async for message in super().stream_events():
                    failures = 0
                    yield message
            except (NotConnectedError, NoAnswerError) as lost:
                failures += 1
                if failures == 1:
                    log.warning("channels_lost", through="valkey", reason=str(lost))
                pause = delay(failures, base=_FIRST_PAUSE, cap=_LONGEST_PAUSE)
                await asyncio.sleep(pause.total_seconds())
