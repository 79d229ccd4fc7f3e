"""What events mean: notifications become alerts, the rest says how things stand."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import groupby
from typing import TypeVar

import msgspec
import structlog

from medianest_desktop.live import catching_up, frames
from medianest_desktop.live.alerts.alerts import Alerts, Heard
from medianest_desktop.live.appliance import Appliance
from medianest_desktop.live.downloads import Downloads
from medianest_desktop.live.frames import Frame, Hello, Seen
from medianest_desktop.live.local_time import now
from medianest_desktop.live.memory import Memory
from medianest_desktop.net.api import API, RefusedError
from medianest_desktop.net.connection import NotConnectedError
from medianest_desktop.tasks import Tasks

log = structlog.get_logger()

T = TypeVar("T")

_WELL = frozenset({"ok", "unknown"})


class Hearing:
    """Hears the events of one appliance; `changed` is called when anything shown is another."""

    def __init__(
        self,
        appliance: Appliance,
        memory: Memory,
        alerts: Alerts,
        changed: Callable[[], None],
        *,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self.downloads = Downloads()
        self.services: dict[str, str] = {}
        self.listening = False
        """Whether nothing can be missing: the socket stands, and has caught up."""
        self._appliance = appliance
        self._memory = memory
        self._alerts = alerts
        self._changed = changed
        self._clock = clock
        self._position = memory.position
        self._waiting: list[Heard | Seen] = []
        self._handing_on = False
        self._wake = asyncio.Event()
        self._ready = asyncio.Event()
        self._tasks = Tasks()

    @property
    def broken(self) -> tuple[str, ...]:
        """The services that do not answer."""
        return tuple(name for name, state in self.services.items() if state not in _WELL)

    @property
    def position(self) -> str:
        """The event up to which everything was heard."""
        return self._position

    async def opened(self, hello: Hello, at: datetime) -> None:
        """Events come from now on; how things stand is asked beside them.

        The first time there is nothing to resume from, and much may have happened since this
        computer was paired: it may have slept. Raises NotConnectedError, RefusedError.
        """
        if not self._position:
            # What happened before this computer belonged to the household is no news here.
            self._memory.since = catching_up.beginning(at, paired_for=self._paired_for())
            await self._read_inbox(hello)
        self._look_again()

    def settled(self) -> None:
        """What was missed is ahead of all that comes from now on."""
        self.listening = True
        self._changed()

    def closed(self) -> None:
        """Nothing is heard any more."""
        self.listening = False
        self._changed()

    def forget(self) -> None:
        """What was heard is about another appliance."""
        self._position = self._memory.position
        self._waiting.clear()
        self._ready.clear()
        self.downloads.clear()
        self.services.clear()

    async def heard(self, frame: Frame, *, missed: bool, settled: bool) -> None:
        """Take one event in."""
        self._understand(frame, missed=missed)
        if settled and frame.id is not None:
            self._position = frame.id

    async def gap(self, hello: Hello) -> None:
        """Read in the inbox what was missed. Raises NotConnectedError, RefusedError."""
        before, self.listening = self.listening, False
        self._changed()
        await self._read_inbox(hello)
        self.listening = before
        self._look_again()
        self._changed()

    async def keep(self) -> None:
        """Hand on what was heard, in order and with its position, until cancelled."""
        while True:
            await self._wake.wait()
            # Which buttons an alert has depends on what the person may do.
            await self._ready.wait()
            self._wake.clear()
            heard, self._waiting = self._waiting, []
            self._handing_on = True
            await self._hand_on(heard, self._position)
            self._handing_on = False

    async def flush(self) -> None:
        """Write the position down even if there was nothing to tell."""
        # Cancelled in between, some are not in the memory: the appliance has to repeat them.
        if not self._waiting and not self._handing_on:
            self._memory.position = self._position
            await self._memory.save()

    async def stop(self) -> None:
        """Ask for nothing more."""
        await self._tasks.stop()

    def _paired_for(self) -> timedelta:
        paired = self._appliance.paired
        return self._clock() - paired.paired_at if paired else timedelta()

    async def _read_inbox(self, hello: Hello) -> None:
        told = await catching_up.missed(
            self._appliance, since=self._memory.since, is_known=self._memory.knows
        )
        self._waiting += [Heard(one, missed=True) for one in told]
        self._position = hello.last_id
        self._wake.set()

    async def _hand_on(self, heard: Sequence[Heard | Seen], position: str) -> None:
        for last, run in _runs(heard):
            told = [one for one in run if isinstance(one, Heard)]
            if told:
                await self._alerts.take(told, position if last else self._memory.position)
            for one in run:
                if isinstance(one, Seen):
                    self._alerts.looked(one.id)
        if self._memory.position != position:
            await self._alerts.take([], position)

    def _understand(self, frame: Frame, *, missed: bool) -> None:
        match frame.type:
            case "notification":
                told = frames.said(frame, frames.Notification)
                self._wait(Heard(told, missed) if told else None)
            case "notification.read" | "notification.removed":
                self._wait(frames.said(frame, Seen))
            case "download.updated":
                self._on(frame, frames.Download, self.downloads.updated)
            case "download.progress":
                self._on(frame, frames.Moving, self.downloads.moved)
            case "download.finished" | "download.removed":
                self._on(frame, frames.Named, lambda one: self.downloads.gone(one.id))
            case "request.updated":
                self._on(frame, frames.Decided, self._decided)
            case "service.status":
                self._on(frame, frames.ServiceStatus, self._service)
            case "person.changed":
                self._tasks.start(self._load_rights(), name="live-rights")
            case "session.revoked":
                self._appliance.doubt()
            case _:
                pass

    def _wait(self, what: Heard | Seen | None) -> None:
        if what is not None:
            self._waiting.append(what)
            self._wake.set()

    def _on(self, frame: Frame, kind: type[T], then: Callable[[T], None]) -> None:
        said = frames.said(frame, kind)
        if said is not None:
            then(said)
            self._changed()

    def _decided(self, request: frames.Decided) -> None:
        if request.state != "pending":
            self._alerts.decided(request.id)

    def _service(self, one: frames.ServiceStatus) -> None:
        self.services[one.name] = one.status.state

    def _look_again(self) -> None:
        self.downloads.begin()
        self._tasks.start(self._load(), name="live-load")

    async def _load(self) -> None:
        await self._load_rights()
        active = await self._ask("/youtube/downloads?state=active&limit=100", frames.Downloads)
        if active is not None:
            self.downloads.load(active.items)
        if "services.manage" in self._alerts.rights:
            found = await self._ask("/services/status", frames.Services)
            self.services = {one.name: one.status.state for one in found.items} if found else {}
        self._changed()

    async def _load_rights(self) -> None:
        session = await self._ask("/auth/session", frames.Session)
        if session is not None:
            self._alerts.rights = frozenset(session.permissions)
        self._ready.set()

    async def _ask(self, path: str, kind: type[T]) -> T | None:
        with suppress(NotConnectedError):
            try:
                return msgspec.convert(await self._appliance.request("GET", API + path), kind)
            except (RefusedError, msgspec.ValidationError) as failure:
                log.info("live_not_told", path=path, reason=str(failure))
        return None


def _runs(heard: Sequence[Heard | Seen]) -> Iterator[tuple[bool, list[Heard | Seen]]]:
    """What was heard in its order, like by like; each with whether it is the last."""
    runs = [list(run) for _, run in groupby(heard, type)]
    for place, run in enumerate(runs, start=1):
        yield place == len(runs), run
