"""The event socket: hears what happens, and what happened while nobody listened.

Right after connecting it says from where to resume, and sends a ping behind that. Until the pong
is there, an event may come before those that were missed, so the position stays where it is: at
worst something is repeated after the next break, and the memory knows it.

A socket whose other end is gone without a word (a cable, a power cut) looks like one on which
nothing happens. So a silence is asked about with a ping; if the pong does not come, the appliance
is asked over HTTP on a new connection, for a busy one is slow with everything.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import aiohttp
import msgspec
import structlog

from medianest_desktop.backoff import backoff
from medianest_desktop.live import frames
from medianest_desktop.live.appliance import Appliance
from medianest_desktop.live.frames import Frame, Hello
from medianest_desktop.net.api import API, RefusedError
from medianest_desktop.net.connection import NotConnectedError
from medianest_desktop.net.tries import described

log = structlog.get_logger()

_PATH = f"{API}/events"
_LONGEST_FRAME = 2**20
_DATA = (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY)


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient the socket is; in seconds."""

    hello: float = 10.0
    look: float = 4.0
    """So often it looks whether the silence lasts too long, or this computer has slept."""
    quiet: float = 8.0
    """After so much silence it asks whether anybody is there."""
    pong: float = 4.0
    """So long it waits for the answer before it asks over HTTP, and as long again after that."""
    pause: float = 0.3
    longest_pause: float = 30.0


class Ear(Protocol):
    """Who listens."""

    @property
    def position(self) -> str:
        """The event to resume from; "" the first time."""

    async def opened(self, hello: Hello, at: datetime) -> None:
        """The appliance has greeted, at its own time `at`; events follow.

        Raises what `request` raises.
        """

    def settled(self) -> None:
        """What was missed has been asked for, and comes before anything that is new."""

    async def heard(self, frame: Frame, *, missed: bool, settled: bool) -> None:
        """Something has happened; `missed` while away. Unless `settled`, the position stays."""

    async def gap(self, hello: Hello) -> None:
        """More was missed than the appliance can repeat. Raises what `request` raises."""

    def closed(self) -> None:
        """Nothing is heard any more."""


class BrokenError(Exception):
    """The socket is of no use any more; `code` is why, as the appliance put it."""

    def __init__(self, why: str, code: int | None = None) -> None:
        super().__init__(why, code)
        self.why = why
        self.code = code


class EventSocket:
    """Keeps one socket open for as long as there is a connection."""

    def __init__(
        self,
        appliance: Appliance,
        ear: Ear,
        *,
        pace: Pace | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._appliance = appliance
        self._ear = ear
        self._pace = pace or Pace()
        # Not the loop's clock, which stands still while the computer sleeps.
        self._clock = clock
        self._failures = 0

    async def run(self) -> None:
        """Listen until cancelled."""
        appliance = self._appliance
        try:
            while True:
                await appliance.changed.until(lambda: appliance.state == "connected")
                await self._once()
                await self._rest()
        finally:
            self._ear.closed()

    async def _once(self) -> None:
        try:
            await self._converse()
        except (
            BrokenError,
            NotConnectedError,
            RefusedError,
            aiohttp.ClientError,
            OSError,
        ) as broken:
            self._failures += 1
            log.info("events_broken", reason=described(broken), failures=self._failures)
            self._ear.closed()
            self._appliance.doubt()

    async def _rest(self) -> None:
        pace = self._pace
        await asyncio.sleep(backoff(self._failures, first=pace.pause, longest=pace.longest_pause))

    async def _converse(self) -> None:
        async with await self._open() as socket:
            talk = Conversation(
                socket, self._ear, self._pace, self._clock, self._well, self._appliance.answers
            )
            await talk.hold()

    async def _open(self) -> aiohttp.ClientWebSocketResponse:
        appliance = self._appliance
        # An answer that was lost while the computer slept never comes.
        async with asyncio.timeout(self._pace.hello):
            return await appliance.session.ws_connect(
                appliance.base + _PATH,
                headers=appliance.headers,
                max_msg_size=_LONGEST_FRAME,
                timeout=aiohttp.ClientWSTimeout(ws_close=2.0),
            )

    def _well(self) -> None:
        self._failures = 0


@dataclass(slots=True)
class Conversation:
    """What is said over one socket until it breaks."""

    socket: aiohttp.ClientWebSocketResponse
    ear: Ear
    pace: Pace
    clock: Callable[[], float]
    well: Callable[[], None]
    answers: Callable[[], Awaitable[bool]]
    """Whether the appliance answers over HTTP, on a new connection."""
    _settled: bool = False
    _known_until: int = 0
    """Events up to here happened before this conversation."""

    async def hold(self) -> None:
        """Listen; ends by raising."""
        position = self.ear.position
        if position:
            # At once: the appliance holds events back for a moment to let this be the first.
            await self._send({"type": "resume", "lastId": position})
        await self._send({"type": "ping"})
        first = self._understood(await self._first())
        hello = self._greeting(first)
        await self.ear.opened(hello, first.at)
        self.well()
        while True:
            await self._hear(self._understood(await self._message()), hello)

    def _greeting(self, first: Frame) -> Hello:
        hello = frames.said(first, Hello) if first.type == "hello" else None
        if hello is None:
            raise BrokenError("no greeting")
        self._known_until = int(hello.last_id) if hello.last_id.isdecimal() else 0
        return hello

    async def _hear(self, frame: Frame, hello: Hello) -> None:
        match frame.type:
            case "pong" if not self._settled:
                self._settled = True
                self.ear.settled()
            case "gap":
                await self.ear.gap(hello)
            case "pong" | "heartbeat" | "error":
                pass
            case _:
                await self.ear.heard(frame, missed=self._is_old(frame), settled=self._settled)

    def _is_old(self, frame: Frame) -> bool:
        number = frame.id or ""
        return number.isdecimal() and int(number) <= self._known_until

    def _understood(self, message: aiohttp.WSMessage) -> Frame:
        if message.type not in _DATA:
            raise BrokenError("closed", self.socket.close_code)
        try:
            return frames.read(message.data)
        except msgspec.DecodeError as wrong:
            raise BrokenError("not understood") from wrong

    async def _first(self) -> aiohttp.WSMessage:
        message = await self._within(self.pace.hello)
        if message is None:
            raise BrokenError("no greeting")
        return message

    async def _message(self) -> aiohttp.WSMessage:
        """The next one; a long silence is asked about before it is believed."""
        message = await self._within(self.pace.quiet)
        if message is None:
            await self._send({"type": "ping"})
            message = await self._within(self.pace.pong)
        if message is None:
            if not await self.answers():
                raise BrokenError("silent")
            message = await self._within(self.pace.pong)
        if message is None:
            # The appliance is there, only this socket leads nowhere any more.
            raise BrokenError("deaf")
        return message

    async def _within(self, seconds: float) -> aiohttp.WSMessage | None:
        """The next message, None after so long a silence."""
        silent_since, awake_since = self.clock(), time.monotonic()
        while True:
            try:
                return await self.socket.receive(timeout=min(self.pace.look, seconds))
            except TimeoutError:
                # Both: one stands still during sleep, the other may be set back.
                silence = max(self.clock() - silent_since, time.monotonic() - awake_since)
                if silence >= seconds:
                    return None

    async def _send(self, frame: dict[str, str]) -> None:
        await self.socket.send_str(msgspec.json.encode(frame).decode())
