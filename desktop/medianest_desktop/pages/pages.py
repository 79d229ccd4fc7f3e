"""All of the client's own pages in one."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from medianest_desktop.i18n import Words
from medianest_desktop.pages.fitting import OWN
from medianest_desktop.pages.journal import LogView
from medianest_desktop.pages.links import Links
from medianest_desktop.pages.news import Listening
from medianest_desktop.pages.preferences import Preferences
from medianest_desktop.pages.site import Site
from medianest_desktop.pages.standing import Bureau
from medianest_desktop.pages.told import AlertList
from medianest_desktop.pages.wire import done
from medianest_desktop.settings import UserSettings


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages below `/_client/`, and the API that they alone use."""

    bureau: Bureau
    links: Links
    settings: UserSettings
    logs: Path
    words: Callable[[], Words]
    live: Callable[[], Listening]
    open_dashboard: Callable[[], None]

    def routes(self) -> list[web.RouteDef]:
        """Everything that the proxy serves itself."""
        return [
            *Site(self.words, lambda: self.bureau.page).routes(),
            *self.bureau.routes(),
            *self.links.routes(),
            *Preferences(self.settings, self.bureau, self.words, self.live).routes(),
            *AlertList(self.live).routes(),
            *LogView(self.logs).routes(),
            web.post(f"{OWN}api/join/browser", self._browser),
        ]

    async def _browser(self, _: web.Request) -> web.Response:
        self.open_dashboard()
        return done()
