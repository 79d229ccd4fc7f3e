"""What the buttons of an alert do on the appliance."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import structlog

from medianest_desktop.live.alert import Kept
from medianest_desktop.live.appliance import Appliance
from medianest_desktop.net.api import API, RefusedError
from medianest_desktop.net.connection import NotConnectedError

log = structlog.get_logger()


class NotDoneError(Exception):
    """The appliance did not do it; says why, "" if it could not be asked."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Doing:
    """Carries out what was pressed."""

    appliance: Appliance
    open_browser: Callable[[str], None]

    async def do(self, action: str, about: Kept) -> None:
        """Do `action`. Raises NotDoneError."""
        if action == "watch":
            self._watch(about.facts.plex_url)
            return
        await self._ask("POST", _path(action, about))

    async def read(self, alert: str) -> None:
        """Let the dashboard know that the person has seen it."""
        try:
            await self._ask("POST", f"/notifications/{quote(alert, safe='')}/read")
        except NotDoneError as failure:
            log.debug("alert_not_marked", why=failure.why)

    async def _ask(self, method: str, path: str) -> None:
        try:
            await self.appliance.request(method, API + path)
        except RefusedError as refused:
            raise NotDoneError(refused.detail or refused.code) from refused
        except NotConnectedError as away:
            raise NotDoneError("") from away

    def _watch(self, address: str) -> None:
        # Handed to the system, which would start a program for other schemes.
        if urlsplit(address).scheme not in {"https", "http"}:
            raise NotDoneError(address)
        self.open_browser(address)


def _path(action: str, about: Kept) -> str:
    if about.kind.startswith("download."):
        return f"/youtube/downloads/{quote(about.facts.download_id, safe='')}/{action}"
    return f"/media/requests/{quote(about.facts.request_id, safe='')}/{action}"
