"""One WebSocket: events go out, a few requests come in, and neither can stop the server."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import msgspec
import structlog
from litestar import WebSocket
from litestar.exceptions import WebSocketDisconnect

from medianest.kit.clock import now
from medianest.kit.errors import MediaNestError
from medianest.notifications.live import frames
from medianest.notifications.live.news import News
from medianest.notifications.service import Notifications

# Close codes 4000-4999 are ours: 4000 and the HTTP status that says the same.
REVOKED = 4401
TOO_SLOW = 4408
TOO_LONG = 1009
GOING_AWAY = 1012

_LONGEST_FRAME = 4096
_REVOKED_MARK = b'"type":"session.revoked"'

Socket = WebSocket[Any, Any, Any]
log = structlog.get_logger()


class ClosedError(Exception):
    """This side ends the conversation with `code`."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Pace:
    """How long each side may take."""

    heartbeat: timedelta = timedelta(seconds=25)
    """After so much silence the server says that it lives."""
    patience: timedelta = timedelta(seconds=20)
    """A client that does not read for so long is let go."""
    opening: timedelta = timedelta(milliseconds=250)
    """So long events wait for the client's first frame: what it resumes comes before them."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What is said over one socket until either side ends it."""

    socket: Socket
    news: News
    notifications: Notifications
    pace: Pace
    _sending: asyncio.Lock = field(default_factory=asyncio.Lock)
    _opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def hold(self, last_id: str) -> None:
        """Talk until the client goes (returns) or this side ends it (raises `ClosedError`)."""
        seconds = self.pace.heartbeat.total_seconds()
        hello = frames.Hello(last_id=last_id, heartbeat_seconds=seconds)
        await self._say(frames.encoded(frames.HelloFrame(data=hello, at=now())))
        closed: ClosedError | None = None
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._listen())
                both.create_task(self._watch())
        except* WebSocketDisconnect:
            pass
        except* ClosedError as ended:
            # Raised in here, it would come out as a group on early releases of Python 3.11.
            closed = _first(ended)
        if closed is not None:
            raise closed

    async def _watch(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._opened.wait(), self.pace.opening.total_seconds())
        frame = b""
        while True:
            try:
                async with asyncio.timeout(self.pace.heartbeat.total_seconds()):
                    frame = await self.news.next()
            except TimeoutError:
                await self._say(frames.pulse("heartbeat"))
                continue
            except StopAsyncIteration:
                break
            await self._say(frame)
        if _REVOKED_MARK in frame:
            raise ClosedError(REVOKED, "session revoked")
        raise ClosedError(GOING_AWAY, "server stops")

    async def _listen(self) -> None:
        while True:
            text = await self.socket.receive_data(mode="text")
            if len(text) > _LONGEST_FRAME:
                raise ClosedError(TOO_LONG, "frame too long")
            try:
                await self._answer(frames.understood(text))
            except msgspec.DecodeError as unknown:
                await self._say(frames.wrong("bad_frame", str(unknown)))
            except MediaNestError as failure:
                await self._say(frames.wrong(failure.code, failure.detail))
            self._opened.set()

    async def _answer(self, frame: frames.ClientFrame) -> None:
        match frame:
            case frames.Resume():
                await self.news.subscription.resume(frame.last_id)
            case frames.ListNotifications():
                await self._list(frame)
            case frames.Ping():
                await self._say(frames.pulse("pong"))

    async def _list(self, wish: frames.ListNotifications) -> None:
        found = await self.notifications.inbox(
            self.news.subscription.viewer.person,
            unread_only=wish.unread,
            before=wish.cursor,
            limit=wish.limit,
        )
        await self._say(frames.encoded(frames.InboxFrame(data=found, at=now())))

    async def _say(self, frame: bytes) -> None:
        try:
            async with asyncio.timeout(self.pace.patience.total_seconds()), self._sending:
                await self.socket.send_data(frame, mode="text")
        except TimeoutError as slow:
            raise ClosedError(TOO_SLOW, "reads too slowly") from slow


def _first(group: BaseExceptionGroup[ClosedError]) -> ClosedError:
    found = group.exceptions[0]
    return found if isinstance(found, ClosedError) else _first(found)
