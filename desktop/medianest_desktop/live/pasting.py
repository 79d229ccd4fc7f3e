"""Submits a link that the person has copied, dragged or clicked, and says what came of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from medianest_desktop.i18n import Words
from medianest_desktop.live.alerts.alerts import Alerts
from medianest_desktop.live.appliance import Appliance
from medianest_desktop.live.submitting import PAGE, submit
from medianest_desktop.net.api import RefusedError
from medianest_desktop.net.connection import NotConnectedError

_LINK = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_LONGEST = 4000


def link_in(text: str) -> str | None:
    """The first link in `text`, which may be a whole sentence; None if there is none."""
    found = _LINK.search(text[: 2 * _LONGEST])
    if found is None:
        return None
    link = found.group().rstrip(".,;:!?)")
    return link if len(link) <= _LONGEST else None


@dataclass(frozen=True, slots=True)
class Pasting:
    """Hands links to the appliance."""

    appliance: Appliance
    alerts: Alerts
    words: Callable[[], Words]

    async def paste(self, text: str) -> None:
        """Submit the first link in `text`; an alert tells the outcome."""
        link = link_in(text)
        if link is None:
            await self._tell("no_link", self.words().say("live.paste.copy_first"))
            return
        try:
            page = await submit(self.appliance, link)
        except RefusedError as refused:
            known = refused.status == HTTPStatus.CONFLICT
            await self._tell("known" if known else "refused", refused.detail)
        except NotConnectedError:
            await self._tell("refused", self.words().say("live.failed.offline"))
        else:
            await self._tell("taken", link, page=page)

    async def _tell(self, what: str, body: str, *, page: str = PAGE) -> None:
        await self.alerts.answer(self.words().say(f"live.paste.{what}"), body, page)
