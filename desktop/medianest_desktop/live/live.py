"""Everything that lives from the event socket, put together."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from medianest_desktop.i18n import Words
from medianest_desktop.live.alert import Alert
from medianest_desktop.live.alerts.alerts import Alerts, Desktop, Pause
from medianest_desktop.live.alerts.bursts import Rhythm
from medianest_desktop.live.alerts.doing import Doing
from medianest_desktop.live.appliance import Appliance
from medianest_desktop.live.face import Face, Status
from medianest_desktop.live.hearing import Hearing
from medianest_desktop.live.listening import EventSocket, Pace
from medianest_desktop.live.local_time import LocalTime
from medianest_desktop.live.memory import Memory
from medianest_desktop.live.menu import Menu
from medianest_desktop.live.pasting import Pasting
from medianest_desktop.live.settling import Calm, Settling
from medianest_desktop.live.standing import View, stand
from medianest_desktop.settings import UserSettings
from medianest_desktop.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Outside:
    """What live asks of the side with the screen, on its own loop."""

    show: Callable[[Alert], Awaitable[bool]]
    """Raises an alert; False if the system refused it."""
    face_changed: Callable[[Face], None]
    """Shows another face in the tray."""
    open_page: Callable[[str], None]
    """Opens a page of the dashboard in the window."""
    open_browser: Callable[[str], None]
    """Opens an address outside."""


@dataclass(frozen=True, slots=True)
class Tempo:
    """How patient, grouped and calm everything is."""

    pace: Pace = field(default_factory=Pace)
    rhythm: Rhythm = field(default_factory=Rhythm)
    calm: Calm = field(default_factory=Calm)
    tick: float = 30.0
    """Seconds between looks at the clock, for pauses that end, and writes of the position."""


class Live:
    """Follows the appliance while inside: alerts, downloads, and the face of the tray."""

    def __init__(  # noqa: PLR0913 - collaborators, each of a kind of its own
        self,
        *,
        folder: Path,
        appliance: Appliance,
        settings: UserSettings,
        words: Callable[[], Words],
        outside: Outside,
        local: LocalTime | None = None,
        tempo: Tempo | None = None,
    ) -> None:
        tempo = tempo or Tempo()
        self._appliance = appliance
        self._settings = settings
        self._words = words
        self._local = local or LocalTime()
        self._tick = tempo.tick
        self._memory = Memory(folder)
        self.alerts = Alerts(
            self._memory,
            Desktop(outside.show, outside.open_page),
            Doing(appliance, outside.open_browser),
            settings=settings,
            words=words,
            changed=self._changed,
            local=self._local,
            rhythm=tempo.rhythm,
        )
        """What the person is told."""
        self._pasting = Pasting(appliance, self.alerts, words)
        self._hearing = Hearing(
            appliance, self._memory, self.alerts, self._changed, clock=self._local.clock
        )
        self._socket = EventSocket(appliance, self._hearing, pace=tempo.pace)
        self._settling = Settling(self._status, self._face, outside.face_changed, tempo.calm)
        self._tasks = Tasks()
        self._undo = list[Callable[[], None]]()

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._undo = [
            self._appliance.changed.listen(self._connection_changed),
            # Settings are changed in any thread.
            self._settings.changed.listen(lambda: _post(loop, self._changed)),
        ]
        self._connection_changed()
        self._tasks.start(self._socket.run(), name="events")
        self._tasks.start(self._hearing.keep(), name="alerts")
        self._tasks.start(self._look_at_the_clock(), name="live-tick")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for undo in self._undo:
            undo()
        await self._tasks.stop()
        await self._hearing.stop()
        await self._hearing.flush()
        await self.alerts.stop()
        self._settling.stop()

    @property
    def face(self) -> Face:
        """What the tray should show now, unsettled."""
        return self._face()

    @property
    def listening(self) -> bool:
        """Whether events are heard at this moment, and those before are not missing."""
        return self._hearing.listening

    def pause(self, how: Pause) -> None:
        """Raise no alerts for an hour, until tomorrow morning, or raise them again."""
        self.alerts.pause(how)

    async def paste(self, text: str) -> None:
        """Submit the first link in `text`; an alert tells the outcome."""
        await self._pasting.paste(text)

    async def _look_at_the_clock(self) -> None:
        while True:
            await asyncio.sleep(self._tick)
            await self._hearing.flush()
            self._changed()

    def _connection_changed(self) -> None:
        paired = self._appliance.paired
        if paired is not None and paired.id != self._memory.appliance:
            self._memory.belongs_to(paired.id)
            self._hearing.forget()
        self._changed()

    def _changed(self) -> None:
        self._settling.changed()

    def _status(self) -> Status:
        return stand(self._view(), self._words())[0]

    def _view(self) -> View:
        paired = self._appliance.paired
        return View(
            name=(paired.name if paired else "") or self._words().say("live.appliance"),
            state=self._appliance.state,
            why=self._appliance.reason,
            listening=self._hearing.listening,
            broken=self._hearing.broken,
            refused=self.alerts.unseen_refused,
            running=self._hearing.downloads.at_work,
        )

    def _face(self) -> Face:
        words = self._words()
        status, reason = stand(self._view(), words)
        hours = self._settings.now.alerts.quiet_hours
        online = self._hearing.listening
        menu = Menu(
            reason=reason,
            online=online,
            # Nobody knows how far they are while nothing is heard.
            downloads=self._hearing.downloads.listed if online else (),
            alerts=self.alerts.history,
            paused_until=self.alerts.paused_until,
            quiet_until=hours.end if self._local.is_quiet(hours) else "",
            words=words,
            local=self._local,
        )
        return Face(status, reason, menu.entries())


def _post(loop: asyncio.AbstractEventLoop, what: Callable[[], None]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(what)
