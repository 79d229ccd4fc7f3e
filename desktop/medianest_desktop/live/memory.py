"""What outlives the client: where the events were left, what was told, and the latest alerts."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import structlog
from msgspec import Struct, structs

from medianest_desktop.live.alert import Kept, Showing
from medianest_desktop.store import JsonFile

log = structlog.get_logger()

LONGEST_LIST = 50
# More than can come again: what is resumed begins at the position that was kept with them.
_REMEMBERED = 500


class Record(Struct, frozen=True, rename="camel"):
    """The file: `appliance` is whose events these are, `since` when listening to it began."""

    appliance: str
    position: str = ""
    since: datetime | None = None
    told: tuple[str, ...] = ()
    alerts: tuple[Kept, ...] = ()


class Memory:
    """Knows what was told already; used on one loop, written in a thread.

    An alert is on disk, with the position behind it, before the desktop is asked to show it. What
    a crash leaves `listed` may or may not have been seen: it is marked in the list and never
    raised again, so nothing is lost and nothing comes twice.
    """

    def __init__(self, folder: Path) -> None:
        self._file = JsonFile(folder / "alerts.json", Record)
        found = self._file.load() or Record("")
        self.appliance = found.appliance
        self.position = found.position
        self.since = found.since
        self._told = dict.fromkeys(found.told)
        self._alerts = deque((_after_crash(one) for one in found.alerts), maxlen=LONGEST_LIST)
        self._saving = asyncio.Lock()
        self._saved = found

    def belongs_to(self, appliance: str) -> None:
        """Begin anew if it was about another appliance."""
        if appliance == self.appliance:
            return
        self.appliance, self.position, self.since = appliance, "", None
        self._told.clear()
        self._alerts.clear()

    @property
    def alerts(self) -> tuple[Kept, ...]:
        """The latest alerts, newest first."""
        return tuple(self._alerts)

    def find(self, alert: str) -> Kept | None:
        """The alert of that id, if it is still in the list."""
        return next((one for one in self._alerts if one.id == alert), None)

    def knows(self, notification: str) -> bool:
        """Whether it was told here."""
        return notification in self._told

    def is_news(self, notification: str) -> bool:
        """Whether it was never told here; from now on it counts as told."""
        if notification in self._told:
            return False
        self._told[notification] = None
        while len(self._told) > _REMEMBERED:
            del self._told[next(iter(self._told))]
        return True

    def keep(self, alerts: Sequence[Kept]) -> None:
        """Put alerts on top of the list, the last one topmost."""
        self._alerts.extendleft(alerts)

    def note(self, alert: str, showing: Showing) -> None:
        """Remember what the desktop did with it."""
        self.change(alert, lambda one: structs.replace(one, showing=showing))

    def change(self, alert: str | None, how: Callable[[Kept], Kept]) -> None:
        """Change one alert of the list, or with None all of them."""
        for place, one in enumerate(self._alerts):
            if alert is None or one.id == alert:
                self._alerts[place] = how(one)

    async def save(self) -> None:
        """Write what has changed; a disk that refuses is logged and costs no alert."""
        async with self._saving:
            record = Record(
                self.appliance, self.position, self.since, tuple(self._told), self.alerts
            )
            if record == self._saved:
                return
            try:
                await asyncio.to_thread(self._file.save, record)
            except OSError as failure:
                log.warning("alerts_not_saved", reason=repr(failure))
                return
            self._saved = record


def _after_crash(one: Kept) -> Kept:
    return structs.replace(one, showing="refused") if one.showing == "listed" else one
