"""The list of alerts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from aiohttp import web

from medianest_desktop import OWN_PAGES
from medianest_desktop.live import Action, Alerts, Kept
from medianest_desktop.pages.wire import Input, Wire, answer, done, read

_API: Final = f"{OWN_PAGES}api/alerts"


class Line(Wire, frozen=True):
    """An alert in the list; `done` names what was done about it."""

    id: str
    title: str
    body: str
    link: str
    level: str
    at: datetime
    showing: str
    done: str
    actions: tuple[Action, ...]


class Lines(Wire, frozen=True):
    """All of them, the newest first."""

    alerts: tuple[Line, ...]


class Pressed(Input, frozen=True):
    """The button that was pressed."""

    action: str


@dataclass(frozen=True, slots=True)
class AlertList:
    """Shows what was told, also what the desktop would not show."""

    alerts: Alerts

    def routes(self) -> list[web.RouteDef]:
        """The doors to all this."""
        return [web.get(_API, self._all), web.post(f"{_API}/{{id}}", self._press)]

    async def _all(self, _: web.Request) -> web.Response:
        told = self.alerts
        told.looked()
        return answer(Lines(tuple(_line(kept) for kept in told.history)))

    async def _press(self, request: web.Request) -> web.Response:
        pressed = await read(request, Pressed)
        await self.alerts.pressed(request.match_info["id"], pressed.action)
        return done()


def _line(kept: Kept) -> Line:
    alert = kept.alert
    return Line(
        id=alert.id,
        title=alert.title,
        body=alert.body,
        link=alert.link,
        level=alert.level,
        at=kept.at,
        showing=kept.showing,
        done=kept.done,
        actions=alert.actions,
    )
