"""All of the client's own pages in one."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from medianest_desktop import OWN_PAGES
from medianest_desktop.i18n import Words
from medianest_desktop.live import Live
from medianest_desktop.pages.alert_list import AlertList
from medianest_desktop.pages.journal import LogView
from medianest_desktop.pages.links import Links
from medianest_desktop.pages.preferences import Preferences
from medianest_desktop.pages.reception import Reception
from medianest_desktop.pages.releases import Releases
from medianest_desktop.pages.site import Site
from medianest_desktop.pages.wire import done
from medianest_desktop.settings import UserSettings
from medianest_desktop.updates import Updates


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages below `/_client/`, and the API that they alone use."""

    reception: Reception
    links: Links
    settings: UserSettings
    log: Path
    words: Callable[[], Words]
    live: Live
    updates: Updates
    open_dashboard: Callable[[], None]

    def routes(self) -> list[web.RouteDef]:
        """Everything that the proxy serves itself."""
        return [
            *Site(self.words, lambda: self.reception.page).routes(),
            *self.reception.routes(),
            *self.links.routes(),
            *Preferences(self.settings, self.reception, self.words, self.live).routes(),
            *Releases(self.settings, self.updates).routes(),
            *AlertList(self.live.alerts).routes(),
            *LogView(self.log).routes(),
            web.post(f"{OWN_PAGES}api/join/browser", self._browser),
        ]

    async def _browser(self, _: web.Request) -> web.Response:
        self.open_dashboard()
        return done()
