"""Links that came in from outside and wait for a person's yes in the window."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web

from medianest_desktop import OWN_PAGES
from medianest_desktop.i18n import Words
from medianest_desktop.live import submit
from medianest_desktop.net.api import RefusedError
from medianest_desktop.net.connection import Connection, NotConnectedError
from medianest_desktop.pages.wire import Wire, answer

_API: Final = f"{OWN_PAGES}api/links/{{id}}"
_MOST: Final = 8


class Waiting(Wire, frozen=True):
    """The link that waits."""

    url: str


class Outcome(Wire, frozen=True):
    """Where to go on, or else why the link was not taken."""

    path: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Links:
    """Keeps the last few; each is asked about once."""

    connection: Connection
    words: Callable[[], Words]
    _waiting: dict[str, str] = field(default_factory=dict)

    def keep(self, url: str) -> str:
        """The path of the page that asks about `url`."""
        while len(self._waiting) >= _MOST:
            self._waiting.pop(next(iter(self._waiting)))
        key = secrets.token_urlsafe(16)
        self._waiting[key] = url
        return f"{OWN_PAGES}add?id={key}"

    def routes(self) -> list[web.RouteDef]:
        """The doors to all this."""
        return [web.get(_API, self._show), web.post(_API, self._take)]

    async def _show(self, request: web.Request) -> web.Response:
        return answer(Waiting(self._find(request)))

    async def _take(self, request: web.Request) -> web.Response:
        url = self._find(request)
        try:
            page = await submit(self.connection, url)
        except NotConnectedError:
            return answer(Outcome(sentence=self.words().say("live.failed.offline")))
        except RefusedError as refused:
            return answer(Outcome(sentence=refused.detail or refused.code))
        self._waiting.pop(request.match_info["id"], None)
        return answer(Outcome(path=page))

    def _find(self, request: web.Request) -> str:
        url = self._waiting.get(request.match_info["id"])
        if url is None:
            raise web.HTTPGone(text="It was taken, or is too old.\n")
        return url
