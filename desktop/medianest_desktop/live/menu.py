"""The tray's menu."""

from dataclasses import dataclass
from datetime import datetime

from medianest_desktop import OWN_PAGES
from medianest_desktop.i18n import Words
from medianest_desktop.live.alert import Kept
from medianest_desktop.live.downloads import Running
from medianest_desktop.live.face import SEPARATOR, Entry
from medianest_desktop.live.local_time import LocalTime
from medianest_desktop.live.shortening import one_line

_LONGEST = 48
_MOST_DOWNLOADS = 10
_MOST_ALERTS = 10


@dataclass(frozen=True, slots=True)
class Menu:
    """What the menu is made of; `quiet_until` is the end of quiet hours that hold now."""

    reason: str
    online: bool
    downloads: tuple[Running, ...]
    alerts: tuple[Kept, ...]
    paused_until: datetime | None
    quiet_until: str
    words: Words
    local: LocalTime

    def entries(self) -> tuple[Entry, ...]:
        """All of it, from top to bottom."""
        return (
            Entry(self.reason, enabled=False),
            SEPARATOR,
            self._say("open", "open"),
            self._say("paste", "paste", enabled=self.online),
            SEPARATOR,
            self._downloads(),
            self._alerts(),
            self._pause(),
            SEPARATOR,
            self._say("settings", "settings"),
            self._say("log", "log"),
            SEPARATOR,
            self._say("quit", "quit"),
        )

    def _say(self, key: str, command: str = "", *, enabled: bool = True) -> Entry:
        return Entry(self.words.say(f"live.menu.{key}"), command, enabled=enabled)

    def _downloads(self) -> Entry:
        if not self.downloads:
            return self._say("no_downloads", enabled=False)
        shown = [
            Entry(self._progress(one), f"open:/downloads/{one.id}")
            for one in self.downloads[:_MOST_DOWNLOADS]
        ]
        every = self._say("all_downloads", "open:/downloads")
        label = self.words.say("live.menu.downloads", count=len(self.downloads))
        return Entry(label, entries=(*shown, SEPARATOR, every))

    def _progress(self, one: Running) -> str:
        title = one_line(one.title, _LONGEST)
        if one.state != "downloading" or one.percent is None:
            stage = f"live.stage.{one.state}"
            return self.words.say("live.menu.stage", title=title, stage=self.words.say(stage))
        percent = int(one.percent)
        if one.left is None:
            return self.words.say("live.menu.percent", title=title, percent=percent)
        left = self._span(one.left)
        return self.words.say("live.menu.percent_left", title=title, percent=percent, left=left)

    def _span(self, seconds: float) -> str:
        hours, minutes = divmod(max(1, round(seconds / 60)), 60)
        if hours:
            return self.words.say("live.menu.hours", hours=hours, minutes=minutes)
        return self.words.say("live.menu.minutes", minutes=minutes)

    def _alerts(self) -> Entry:
        if not self.alerts:
            return self._say("no_alerts", enabled=False)
        new = sum(not one.seen for one in self.alerts)
        key = "live.menu.alerts_new" if new else "live.menu.alerts"
        shown = [self._alert(one) for one in self.alerts[:_MOST_ALERTS]]
        every = self._say("all_alerts", f"open:{OWN_PAGES}alerts")
        return Entry(self.words.say(key, count=new), entries=(*shown, SEPARATOR, every))

    def _alert(self, one: Kept) -> Entry:
        """Chosen, it opens its page; what has buttons is a menu of them."""
        buttons = tuple(
            Entry(button.label, f"alert:{one.id}:{button.id}") for button in one.alert.actions
        )
        if len(buttons) > 1:
            return Entry(self._line(one), entries=buttons)
        return Entry(self._line(one), f"alert:{one.id}:")

    def _line(self, one: Kept) -> str:
        facts = {"time": self.local.shown(one.at), "title": one_line(one.alert.title, _LONGEST)}
        if one.done:
            done = self.words.say(f"live.done.{one.done}")
            return self.words.say("live.menu.alert_done", **facts, done=done)
        return self.words.say("live.menu.alert" if one.seen else "live.menu.alert_new", **facts)

    def _pause(self) -> Entry:
        morning = self.local.shown(self.local.tomorrow())
        return Entry(
            self._silence(),
            entries=(
                self._say("hour", "pause:1h"),
                Entry(self.words.say("live.menu.tomorrow", time=morning), "pause:tomorrow"),
                self._say("resume", "pause:off", enabled=self.paused_until is not None),
            ),
        )

    def _silence(self) -> str:
        if self.paused_until is not None:
            return self.words.say("live.menu.paused", time=self.local.shown(self.paused_until))
        if self.quiet_until:
            return self.words.say("live.menu.quiet", time=self.quiet_until)
        return self.words.say("live.menu.pause")
