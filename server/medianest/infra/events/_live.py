"""Announce what happens, and let those who may see it watch."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from types import TracebackType
from typing import Any, Self
from uuid import UUID

import asyncpg
import msgspec
import structlog
from litestar.channels.backends.base import ChannelsBackend
from valkey.exceptions import ValkeyError

from medianest.infra.events import _frames, queries
from medianest.infra.events._audience import Audience, Viewer
from medianest.infra.events._frames import Body, Frame, Whisper
from medianest.infra.events._line import Line
from medianest.infra.events._subscription import Subscription
from medianest.infra.tasks import Tasks
from medianest.kit.clock import Clock, now

log = structlog.get_logger()
KEEP = timedelta(hours=24)
_CHANNEL = "medianest_events"
_WHISPERS = "medianest_whispers"
# Postgres refuses notifications of 8000 bytes.
_LONGEST_NOTIFICATION = 7999
_BATCH = 500
_MOST_MISSED = 2000


class WhisperTooLongError(ValueError):
    """What is whispered through Postgres must fit one notification; announce it instead."""


class LiveEvents:
    """The household's live events, as one process sees them.

    Whispers travel through `channels` when given (Valkey), else as notifications of Postgres.
    Announcing needs no lifespan; subscribing and whispering through `channels` do.
    """

    def __init__(
        self, channels: ChannelsBackend | None = None, *, backlog: int = 256, clock: Clock = now
    ) -> None:
        self._channels = channels
        self._backlog = backlog
        self._clock = clock
        self._subscriptions: set[Subscription] = set()
        self._position: int | None = None
        self._tasks = Tasks()
        heard = {} if channels else {_WHISPERS: self._overhear}
        self._line = Line(heard=heard, read=self._read, reads=_CHANNEL)

    async def announce(self, type: str, data: Body, *, to: Audience) -> None:  # noqa: A002
        """Store an event in the present transaction; it is delivered at commit, in that order.

        A `session.revoked` with a `sessionId` ends that session's subscriptions, and only they
        are told.
        """
        await queries.add(type, _frames.as_json(data), to)

    async def whisper(self, type: str, data: Body, *, to: Audience) -> None:  # noqa: A002
        """Tell who watches right now; nothing is stored, and nobody hears it later."""
        whisper = Whisper(
            type=type,
            at=self._clock(),
            data=_frames.as_json(data),
            people=list(to.people),
            permissions=list(to.permissions),
            everyone=to.everyone,
        )
        encoded = msgspec.json.encode(whisper)
        if self._channels is not None:
            await self._publish(self._channels, encoded)
        elif len(encoded) > _LONGEST_NOTIFICATION:
            raise WhisperTooLongError(type)
        else:
            await queries.notify(_WHISPERS, encoded.decode())

    def watching(self) -> frozenset[UUID]:
        """The sessions that watch right now, as far as this process knows."""
        return frozenset(one.viewer.session for one in self._subscriptions)

    async def _publish(self, channels: ChannelsBackend, encoded: bytes) -> None:
        try:
            await channels.publish(encoded, [_WHISPERS])
        except (OSError, ValkeyError) as failure:
            # Work must not fail because nobody could be told how far it is.
            log.debug("whisper_lost", error=str(failure))

    @asynccontextmanager
    async def subscribe(
        self, viewer: Viewer, *, after: str | None = None
    ) -> AsyncIterator[Subscription]:
        """Watch from now on, or from the event `after`, as far as `viewer` may."""
        await self._line.connected.wait()
        subscription = Subscription(
            viewer=viewer,
            joined_at=self._position or 0,
            most=self._backlog,
            clock=self._clock,
            missed=self._missed,
        )
        self._subscriptions.add(subscription)
        try:
            if after is not None:
                await subscription.resume(after)
            yield subscription
        finally:
            self._subscriptions.discard(subscription)

    async def since(self, last_id: str, viewer: Viewer) -> list[bytes] | None:
        """What `viewer` missed after the event `last_id`; None if that cannot be said any more."""
        return await self._missed(last_id, viewer, None)

    @property
    def position(self) -> str:
        """The id that a client which has just connected may resume from later."""
        return str(self._position or 0)

    async def prune(self) -> int:
        """Forget events that nobody may resume from any more; how many."""
        return await queries.prune(KEEP)

    async def __aenter__(self) -> Self:
        if self._channels is not None:
            await self._channels.on_startup()
            await self._channels.subscribe([_WHISPERS])
            self._tasks.start(self._overhear_all(self._channels), name="whispers")
        self._tasks.start(self._line.run(), name="events")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for subscription in self._subscriptions:
            subscription.end()
        await self._tasks.stop()
        if self._channels is not None:
            await self._channels.on_shutdown()

    async def _read(self, line: "asyncpg.Connection[Any]") -> None:
        """Hand out what is new; the position outlives the connection, so nothing is skipped."""
        if self._position is None:
            self._position = await queries.newest(line)
        while fresh := await queries.newer(line, self._position, most=_BATCH):
            for frame in fresh:
                self._hand_out(frame)
                self._position = frame.seq or self._position
            if len(fresh) < _BATCH:
                return

    def _hand_out(self, frame: Frame) -> None:
        for subscription in self._subscriptions:
            subscription.offer(frame)

    def _overhear(self, payload: str | bytes) -> None:
        if self._subscriptions:
            self._hand_out(msgspec.json.decode(payload, type=Whisper).frame())

    async def _overhear_all(self, channels: ChannelsBackend) -> None:
        async for _, payload in channels.stream_events():
            self._overhear(payload)

    async def _missed(self, last_id: str, viewer: Viewer, until: int | None) -> list[bytes] | None:
        if not last_id.isdecimal():
            return None
        than = int(last_id)
        oldest, newest = await queries.bounds()
        if not oldest <= than <= newest:
            return None
        frames = await queries.missed(than, viewer, until=until, most=_MOST_MISSED + 1)
        if len(frames) > _MOST_MISSED:
            return None
        return [frame.encoded for frame in frames if not frame.revoked]
