"""A desktop without a screen: what it was asked to show and open, and live upon it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.desktop.live.standin import Wire

from medianest_desktop.i18n import Words
from medianest_desktop.live import Alert, Face, Live, Outside, Tempo
from medianest_desktop.live.alerts.bursts import Rhythm
from medianest_desktop.live.listening import Pace
from medianest_desktop.live.local_time import LocalTime
from medianest_desktop.live.settling import Calm
from medianest_desktop.settings import UserSettings

QUICK = Tempo(
    pace=Pace(hello=60.0, look=0.05, quiet=60.0, pause=0.02, longest_pause=0.05),
    rhythm=Rhythm(lull=0.05, longest=1.0),
    calm=Calm(lasting=0.05, longest=0.3, between=0.01),
    tick=0.1,
)


@dataclass
class Desk:
    """Remembers everything; `takes_alerts` is what the system answers."""

    folder: Path
    wire: Wire
    words: Words = field(default_factory=lambda: Words.of("en"))
    at: datetime = datetime(2026, 11, 21, 12, tzinfo=UTC)
    takes_alerts: bool = True
    tempo: Tempo = QUICK
    alerts: list[Alert] = field(default_factory=list)
    faces: list[Face] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.settings = UserSettings(self.folder)

    async def show(self, alert: Alert) -> bool:
        self.alerts.append(alert)
        return self.takes_alerts

    @asynccontextmanager
    async def live(self) -> AsyncIterator[Live]:
        """Live as after a start of the client."""
        outside = Outside(self.show, self.faces.append, self.pages.append, self.outside.append)
        local = LocalTime(lambda: self.at, UTC)
        async with Live(
            folder=self.folder,
            appliance=self.wire,
            settings=self.settings,
            words=lambda: self.words,
            outside=outside,
            local=local,
            tempo=self.tempo,
        ) as live:
            yield live

    @property
    def titles(self) -> list[str]:
        return [alert.title for alert in self.alerts]

    def labels(self) -> list[Any]:
        return [entry.label for entry in self.faces[-1].entries]
