"""The alerts: taken from notifications, raised or kept silent, listed, and acted on."""

from collections.abc import Awaitable, Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import structlog
from msgspec import structs

from medianest_desktop.i18n import Words
from medianest_desktop.live.alert import Alert, Kept, Showing
from medianest_desktop.live.alerts import saying
from medianest_desktop.live.alerts.bursts import Bursts, Rhythm
from medianest_desktop.live.alerts.doing import Doing, NotDoneError
from medianest_desktop.live.alerts.kinds import is_wanted
from medianest_desktop.live.frames import Notification
from medianest_desktop.live.local_time import LocalTime
from medianest_desktop.live.memory import Memory
from medianest_desktop.settings import UserSettings
from medianest_desktop.tasks import Tasks

log = structlog.get_logger()

Pause = Literal["1h", "tomorrow", "off"]
_ANY = "/notifications"


@dataclass(frozen=True, slots=True)
class Desktop:
    """Where alerts appear and lead to."""

    show: Callable[[Alert], Awaitable[bool]]
    """Raises an alert; False if the system refused it."""
    open_page: Callable[[str], None]
    """Opens a page of the dashboard in the window."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A notification; `missed` while nobody listened."""

    notification: Notification
    missed: bool


class Alerts:
    """Tells the person what the appliance tells; `changed` is called when the list is another."""

    def __init__(  # noqa: PLR0913 - collaborators, each of a kind of its own
        self,
        memory: Memory,
        desktop: Desktop,
        doing: Doing,
        *,
        settings: UserSettings,
        words: Callable[[], Words],
        changed: Callable[[], None],
        local: LocalTime | None = None,
        rhythm: Rhythm | None = None,
    ) -> None:
        self.rights: AbstractSet[str] = frozenset()
        self._memory = memory
        self._desktop = desktop
        self._doing = doing
        self._settings = settings
        self._words = words
        self._changed = changed
        self._local = local or LocalTime()
        self._bursts = Bursts(self._raise, rhythm or Rhythm())
        self._tasks = Tasks()
        self._acting = set[str]()

    @property
    def history(self) -> tuple[Kept, ...]:
        """The latest alerts, newest first, in the language of now."""
        words = self._words()
        return tuple(saying.spoken(one, words) for one in self._memory.alerts)

    @property
    def unseen_refused(self) -> int:
        """How many the desktop did not show, and nobody has looked at."""
        return sum(one.showing == "refused" and not one.seen for one in self._memory.alerts)

    @property
    def paused_until(self) -> datetime | None:
        """The end of a pause that holds now."""
        until = self._settings.now.alerts.paused_until
        return until if until is not None and until > self._local.now() else None

    @property
    def is_audible(self) -> bool:
        """Whether alerts may be raised at this moment."""
        quiet = self._local.is_quiet(self._settings.now.alerts.quiet_hours)
        return not quiet and self.paused_until is None

    async def take(self, heard: Sequence[Heard], position: str) -> None:
        """List what is news, have it on disk, then raise it: each notification once.

        `position` is the event behind the last of them. It is written with them or not at all.
        """
        fresh = [(one, self._kept(one)) for one in heard if self._is_news(one.notification)]
        self._memory.keep([kept for _, kept in fresh])
        self._memory.position = position
        await self._memory.save()
        if fresh:
            self._changed()
        for one, kept in fresh:
            self._offer(kept, missed=one.missed)

    def pause(self, how: Pause) -> None:
        """Raise nothing for an hour, until tomorrow morning, or end a pause."""
        now = self._local.now()
        until = {"1h": now + timedelta(hours=1), "tomorrow": self._local.tomorrow(), "off": None}
        self._settings.change_alerts(paused_until=until[how])
        self._changed()

    def looked(self, alert: str | None = None) -> None:
        """The person has seen that alert, here or elsewhere; None stands for all."""
        self._bursts.drop(alert)
        self._memory.change(alert, lambda one: structs.replace(one, seen=True))
        self._changed()

    def decided(self, request: str) -> None:
        """Somebody has decided about that request: nobody else needs to any more."""

        def settled(one: Kept) -> Kept:
            asks = one.kind == "request.created" and one.facts.request_id == request
            return _without_buttons(one) if asks and not one.done else one

        self._memory.change(None, settled)

    async def pressed(self, alert: str, action: str) -> None:
        """Do what a button of an alert says; "" is a click on the alert itself."""
        kept = self._memory.find(alert)
        if action in {"", "open"} or kept is None:
            self._desktop.open_page(kept.alert.link if kept else _page_of(alert))
        elif not kept.done and alert not in self._acting:
            await self._act(kept, action)
        await self._seen(alert, kept)

    async def answer(self, title: str, body: str, link: str) -> None:
        """Tell what came of something that the person has just done, however quiet it is."""
        alert = Alert(
            id=f"page:{link}",
            title=title,
            body=body,
            link=link,
            level="info",
            actions=(saying.action("open", self._words()),) if link else (),
        )
        await self._desktop.show(alert)

    async def stop(self) -> None:
        """Raise nothing more, and write down what has changed."""
        await self._bursts.stop()
        await self._tasks.stop()
        await self._memory.save()

    def _is_news(self, told: Notification) -> bool:
        if not self._memory.is_news(told.id):
            return False
        # Read elsewhere before we came: the person knows.
        wanted = is_wanted(told.kind, self._settings.now.alerts.kinds)
        return wanted and told.read_at is None

    def _kept(self, heard: Heard) -> Kept:
        kept = saying.kept(heard.notification, self.rights)
        return kept if self.is_audible else structs.replace(kept, showing="silent")

    def _offer(self, kept: Kept, *, missed: bool) -> None:
        if kept.showing == "silent":
            return
        if self._settings.now.alerts.grouped:
            self._bursts.offer(kept, missed=missed)
        else:
            self._raise([kept], 1)

    def _raise(self, several: Sequence[Kept], count: int) -> None:
        if not self.is_audible:
            self._note(several, "silent")
            return
        words = self._words()
        alerts = [saying.spoken(one, words).alert for one in several]
        alert = saying.burst(alerts, count, words) if count > 1 else alerts[0]
        self._tasks.start(self._show(alert, several), name="alert")

    async def _show(self, alert: Alert, several: Sequence[Kept]) -> None:
        shown = await self._desktop.show(alert)
        if not shown:
            log.warning("alert_refused", alert=alert.id)
        self._note(several, "shown" if shown else "refused")
        await self._memory.save()

    def _note(self, several: Sequence[Kept], showing: Showing) -> None:
        for one in several:
            self._memory.note(one.id, showing)
        self._changed()

    async def _seen(self, alert: str, kept: Kept | None) -> None:
        if kept is None:
            if alert.startswith(saying.BURST):
                self.looked()
            return
        self.looked(alert)
        await self._memory.save()
        await self._doing.read(alert)

    async def _act(self, kept: Kept, action: str) -> None:
        self._acting.add(kept.id)
        try:
            await self._doing.do(action, kept)
        except NotDoneError as failure:
            await self._say_failed(kept, action, failure.why)
        else:
            self._memory.change(kept.id, lambda one: _after(one, action))
        finally:
            self._acting.discard(kept.id)

    async def _say_failed(self, kept: Kept, action: str, why: str) -> None:
        title = self._words().say(f"live.failed.{action}", title=kept.facts.title)
        await self.answer(title, why or self._words().say("live.failed.offline"), kept.alert.link)


def _after(kept: Kept, action: str) -> Kept:
    if action == "watch":
        return kept
    return structs.replace(_without_buttons(kept), done=action)


def _without_buttons(kept: Kept) -> Kept:
    # What was decided cannot be decided again; its page is still there.
    left = tuple(one for one in kept.alert.actions if one.id == "open")
    return structs.replace(kept, alert=structs.replace(kept.alert, actions=left))


def _page_of(alert: str) -> str:
    kind, _, page = alert.partition(":")
    return page if kind == "page" and page.startswith("/") else _ANY
