"""Messages to every process of this appliance: through Valkey, or through Postgres."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from datetime import timedelta
from typing import Any

import asyncpg
import structlog
from litestar.channels import ChannelsBackend
from litestar.channels.backends.asyncpg import AsyncPgChannelsBackend
from litestar.channels.backends.redis import RedisChannelsPubSubBackend
from valkey.asyncio import Valkey
from valkey.exceptions import ConnectionError as NotConnectedError
from valkey.exceptions import TimeoutError as NoAnswerError

from medianest.infra.database import ENGINE, execute
from medianest.kit.backoff import delay

_LOST = ("", b"")
_FIRST_PAUSE = timedelta(milliseconds=100)
_LONGEST_PAUSE = timedelta(seconds=5)

log = structlog.get_logger()


def channels_backend(shared: Valkey | None) -> ChannelsBackend:
    """Over `shared`; without it over the database, whose pool must be open."""
    return PostgresChannels() if shared is None else ValkeyChannels(shared)


def _pause(attempt: int) -> float:
    return delay(attempt, base=_FIRST_PAUSE, cap=_LONGEST_PAUSE).total_seconds()


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
                await asyncio.sleep(_pause(failures))


class PostgresChannels(AsyncPgChannelsBackend):
    """Litestar's, publishing on the pool and listening again after a lost connection.

    A message sent inside a transaction leaves at its commit. It may have 8000 bytes.
    """

    def __init__(self) -> None:
        super().__init__(make_connection=ENGINE.get_new_connection)

    async def on_startup(self) -> None:
        """Open the connection that listens."""
        await super().on_startup()
        self._listener_conn.add_termination_listener(self._lost)

    def _lost(self, _: object) -> None:
        if self._queue is not None:
            self._queue.put_nowait(_LOST)

    async def on_shutdown(self) -> None:
        """Close it; that is no loss."""
        self._listener_conn.remove_termination_listener(self._lost)
        await super().on_shutdown()

    async def publish(self, data: bytes, channels: Iterable[str]) -> None:
        """Send `data` to each of `channels`."""
        for channel in channels:
            await execute("SELECT pg_notify($1, $2)", channel, data.decode())

    async def stream_events(self) -> AsyncGenerator[tuple[str, bytes], None]:
        """Every message, for ever; what is sent while the database is away is lost."""
        if self._queue is None:
            message = "channels are read after their start"
            raise RuntimeError(message)
        while True:
            item = await self._queue.get()
            if item == _LOST:
                await self._listen_again()
            elif item[0] in self._subscribed_channels:
                yield item

    async def _listen_again(self) -> None:
        log.warning("channels_lost", through="postgres")
        attempt = 0
        while True:
            attempt += 1
            try:
                async with self._listener_lock:
                    await self._reconnect()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
                await asyncio.sleep(_pause(attempt))
            else:
                log.info("channels_are_back", through="postgres")
                return

    def _listener(self, /, connection: Any, pid: int, channel: str, payload: object) -> None:
        super()._listener(connection, pid, channel, payload)

    async def _reconnect(self) -> None:
        self._listener_conn = await ENGINE.get_new_connection()
        for channel in self._subscribed_channels:
            await self._listener_conn.add_listener(channel, self._listener)
        self._listener_conn.add_termination_listener(self._lost)
