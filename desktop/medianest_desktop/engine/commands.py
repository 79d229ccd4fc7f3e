"""What the tray, an alert, a second start or a link asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, get_args

import structlog

from medianest_desktop import OWN_PAGES
from medianest_desktop.engine.links import Add, Page, read_link
from medianest_desktop.engine.release import Release
from medianest_desktop.live import Live, Pause
from medianest_desktop.net.connection import Connection
from medianest_desktop.net.state import SIGNED_OUT
from medianest_desktop.pages import Links

log = structlog.get_logger(__name__)

_PAUSES: Final[dict[str, Pause]] = {how: how for how in get_args(Pause)}


@dataclass(frozen=True, slots=True)
class Commands:
    """Leads each command to the part of the client that carries it out."""

    connection: Connection
    live: Live
    links: Links
    release: Release
    open_page: Callable[[str], None]
    """Opens a path in the window; "" shows the window as it is."""

    async def do(self, text: str) -> None:
        """Does what `text` says; see `Engine.command`."""
        word, _, rest = text.partition(":")
        match word:
            case "open":
                self.open_page(rest)
            case "settings" | "log":
                self.open_page(f"{OWN_PAGES}{word}")
            case "retry":
                self.connection.retry()
            case "pause" if rest in _PAUSES:
                self.live.pause(_PAUSES[rest])
            case "paste":
                await self._paste(rest)
            case "alert":
                await self._alert(rest)
            case "link":
                self._link(rest)
            case _:
                log.warning("command_unknown", command=word)

    async def _paste(self, text: str) -> None:
        if self.connection.state in SIGNED_OUT:
            self.open_page(OWN_PAGES)
            return
        await self.live.paste(text)

    async def _alert(self, which: str) -> None:
        # Ids may hold a colon, actions never do.
        alert, _, action = which.rpartition(":")
        if self.release.is_about(alert):
            self.release.open()
            return
        await self.live.alerts.pressed(alert, action)

    def _link(self, address: str) -> None:
        match read_link(address):
            case Page(path):
                self.open_page("" if path == "/" else path)
            case Add(url):
                self.open_page(self.links.keep(url))
            case None:
                log.warning("link_refused", link=address[:200])
                self.open_page("")
