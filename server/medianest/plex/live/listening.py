"""Listens to every server's notification socket, in one process of the household alone."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from types import TracebackType
from typing import Self

import structlog

from medianest.infra.database import LOST, Lock
from medianest.infra.events import LiveEvents, holders
from medianest.infra.tasks import Tasks
from medianest.kit import backoff
from medianest.plex.gateway import Address
from medianest.plex.live.events import PLAYING, PlayingChanged
from medianest.plex.live.news import News
from medianest.plex.live.socket import CUT, Notice, PlayEntry, converse
from medianest.plex.servers import Server, Servers

log = structlog.get_logger()

_OF_A_LIBRARY = "com.plexapp.plugins.library"
_DONE, _REMOVED = 5, 9
_CALM = 10.0  # seconds between looks at single items
_MOST_AT_ONCE = 100
Task = asyncio.Task[None]
Work = Callable[[Callable[[], None]], Awaitable[None]]
"""Is given what to call when it goes well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often to look for servers that were added, and how long to wait before calling again."""

    look: timedelta = timedelta(seconds=10)
    first: timedelta = timedelta(seconds=1)
    longest: timedelta = timedelta(minutes=1)


@dataclass(slots=True)
class Listening:
    """Runs in the background while entered, and comes back from whatever interrupts it."""

    servers: Servers
    news: News
    events: LiveEvents
    patience: Patience = Patience()
    _tasks: Tasks = field(default_factory=Tasks)

    async def __aenter__(self) -> Self:
        self._tasks.start(self._always("plex_listening_lost", self._take_turn), name="plex-sockets")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._tasks.stop()

    async def _always(self, event: str, work: Work, **facts: str) -> None:
        """Do `work` again whenever it ends, at a growing distance while it ends at once."""
        loop, failures, trouble = asyncio.get_running_loop(), 0, _Trouble()
        while True:
            started = loop.time()
            try:
                await work(trouble.over)
            except (*CUT, *LOST) as cut:
                trouble.tell(event, reason=str(cut), **facts)
            except Exception:
                # Nobody watches this task: a mistake in it must not end it for good.
                log.exception(event, **facts)
            lasted = timedelta(seconds=loop.time() - started)
            failures = 1 if lasted > self.patience.longest else failures + 1
            pause = backoff.delay(failures, base=self.patience.first, cap=self.patience.longest)
            await asyncio.sleep(pause.total_seconds())

    async def _take_turn(self, well: Callable[[], None]) -> None:
        async with Lock("plex.sockets").alone() as right, Tasks() as calls:
            well()
            running: dict[str, tuple[Address, Task]] = {}
            while True:
                await self._look(running, calls)
                await asyncio.sleep(self.patience.look.total_seconds())
                # Whoever loses the connection has lost the right, and somebody else has it.
                await right.execute("SELECT 1")

    async def _look(self, running: dict[str, tuple[Address, Task]], calls: Tasks) -> None:
        servers = {server.service: server for server in await self.servers.every()}
        for service, (at, task) in list(running.items()):
            if service not in servers or servers[service].at != at:
                task.cancel()
                del running[service]
        for service, server in servers.items():
            if service not in running:
                call = _Call(server, self.news, self.events)
                work = self._always("plex_socket_lost", call.listen, service=service)
                running[service] = server.at, calls.start(work, name=f"plex-socket-{service}")


@dataclass(slots=True)
class _Trouble:
    """Says once that something is wrong: a server that is off at night is no news every minute."""

    _told: bool = False

    def tell(self, event: str, **facts: str) -> None:
        (log.debug if self._told else log.warning)(event, **facts)
        self._told = True

    def over(self) -> None:
        self._told = False


@dataclass(slots=True)
class _Call:
    """What is heard from one server, over as many connections as it takes."""

    server: Server
    news: News
    events: LiveEvents
    _before: bool = False
    _playing: dict[str, PlayEntry] = field(default_factory=dict)
    _looked_at: float = -_CALM

    async def listen(self, well: Callable[[], None]) -> None:
        async def opened() -> None:
            well()
            await self._opened()

        await converse(self.server.at, opened=opened, heard=self._heard)

    async def _opened(self) -> None:
        log.info("plex_socket_open", service=self.server.service)
        if self._before:
            # What happened while nobody listened is not told again.
            await self.news.tell(self.server.service, "socket")
        self._before = True
        self._playing.clear()

    async def _heard(self, notice: Notice) -> None:
        entries = [one for one in notice.timeline if one.identifier == _OF_A_LIBRARY]
        if any(entry.state == _DONE for entry in entries):
            await self.news.tell(self.server.service, "socket")
        gone = [entry.item for entry in entries if entry.state == _REMOVED]
        if gone:
            await self._miss(gone)
        changes = [self._is_change(entry) for entry in notice.playing]
        if any(changes):
            changed = PlayingChanged(server=self.server.service)
            await self.events.whisper(PLAYING, changed, to=holders("plex.read"))

    async def _miss(self, keys: Sequence[int]) -> None:
        # When a whole show goes, each of its episodes is told; one sync finds them all.
        moment = asyncio.get_running_loop().time()
        if moment - self._looked_at < _CALM:
            await self.news.tell(self.server.service, "socket")
            return
        self._looked_at = moment
        await self.news.gone(self.server.service, "socket", keys[:_MOST_AT_ONCE])

    def _is_change(self, entry: PlayEntry) -> bool:
        # Told again every few seconds while somebody watches.
        before = self._playing.get(entry.session_key)
        if entry.state == "stopped":
            return self._playing.pop(entry.session_key, None) is not None
        self._playing[entry.session_key] = entry
        return before != entry
