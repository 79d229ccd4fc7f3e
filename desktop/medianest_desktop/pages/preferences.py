"""The settings page's side of the settings."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from aiohttp import web
from msgspec import UNSET, UnsetType

from medianest_desktop import OWN_PAGES, __version__
from medianest_desktop.i18n import Words
from medianest_desktop.live import TOPICS, Live, Pause
from medianest_desktop.pages.reception import Known, Reception
from medianest_desktop.pages.wire import Input, Wire, answer, done, read
from medianest_desktop.settings import Language, QuietHours, Settings, UserSettings

_API: Final = f"{OWN_PAGES}api/"


class Topic(Wire, frozen=True):
    """A kind of alert, and whether it is shown."""

    kind: str
    label: str
    hint: str
    on: bool


class Choices(Wire, frozen=True):
    """Everything on the settings page."""

    settings: Settings
    kinds: tuple[Topic, ...]
    appliance: Known | None
    lasting: bool
    version: str


class AlertChange(Input, frozen=True):
    """What is to be different about alerts; `kinds` are added to those that are set."""

    kinds: dict[str, bool] | UnsetType = UNSET
    quiet_hours: QuietHours | UnsetType = UNSET
    grouped: bool | UnsetType = UNSET
    sound: bool | UnsetType = UNSET


class Change(Input, frozen=True):
    """What is to be different."""

    language: Language | UnsetType = UNSET
    close_to_tray: bool | UnsetType = UNSET
    autostart: bool | UnsetType = UNSET
    check_updates: bool | UnsetType = UNSET
    alerts: AlertChange | UnsetType = UNSET


class Silence(Input, frozen=True):
    """How long no alert is to be shown."""

    length: Pause


@dataclass(frozen=True, slots=True)
class Preferences:
    """Reads and changes what the person has chosen."""

    settings: UserSettings
    reception: Reception
    words: Callable[[], Words]
    live: Live

    def routes(self) -> list[web.RouteDef]:
        """The doors to all this."""
        return [
            web.get(f"{_API}settings", self._all),
            web.patch(f"{_API}settings", self._change),
            web.post(f"{_API}pause", self._pause),
        ]

    async def _all(self, _: web.Request) -> web.Response:
        return answer(
            Choices(
                settings=self.settings.now,
                kinds=tuple(self._topic(kind) for kind in TOPICS),
                appliance=self.reception.known,
                lasting=self.reception.lasting,
                version=__version__,
            )
        )

    async def _change(self, request: web.Request) -> web.Response:
        wanted = await read(request, Change)
        chosen = _set(wanted)
        alerts = chosen.pop("alerts", None)
        try:
            if chosen:
                self.settings.change(**chosen)
            if alerts is not None:
                self._change_alerts(_set(alerts))
        except msgspec.ValidationError as wrong:
            raise web.HTTPBadRequest(text=f"{wrong}\n") from wrong
        return done()

    def _change_alerts(self, chosen: dict[str, Any]) -> None:
        if "kinds" in chosen:
            chosen["kinds"] = {**self.settings.now.alerts.kinds, **chosen["kinds"]}
        self.settings.change_alerts(**chosen)

    async def _pause(self, request: web.Request) -> web.Response:
        self.live.pause((await read(request, Silence)).length)
        return done()

    def _topic(self, kind: str) -> Topic:
        words = self.words()
        return Topic(
            kind=kind,
            label=words.say(f"live.topic.{kind}"),
            hint=words.say(f"live.topic.{kind}.hint"),
            on=self.settings.now.alerts.kinds.get(kind, True),
        )


def _set(change: Input) -> dict[str, Any]:
    """The fields that were sent, by their names in Python."""
    named = {name: getattr(change, name) for name in change.__struct_fields__}
    return {name: value for name, value in named.items() if value is not UNSET}
