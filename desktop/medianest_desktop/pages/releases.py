"""Where news of newer versions comes from, and what the last look has brought."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from aiohttp import web

from medianest_desktop import OWN_PAGES
from medianest_desktop.pages.wire import Input, Wire, answer, read
from medianest_desktop.settings import UserSettings
from medianest_desktop.updates import Outcome, Updates, is_address

_API: Final = f"{OWN_PAGES}api/updates"


class Looked(Wire, frozen=True):
    """How things stand: `outcome` is that of the last look at the address that holds now.

    `address` is the person's own, "" while the built-in one holds. Without a publisher `known` to
    this client nothing is believed, and without an address `asked` nobody can be asked.
    """

    address: str
    known: bool
    asked: str
    outcome: Outcome
    looked_at: datetime | None
    version: str
    page: str


class Chosen(Input, frozen=True):
    """The address that the person has typed; "" takes the built-in one."""

    address: str


@dataclass(frozen=True, slots=True)
class Releases:
    """Lets a person choose the address, and look at once."""

    settings: UserSettings
    updates: Updates

    def routes(self) -> list[web.RouteDef]:
        """The doors to all this."""
        return [
            web.get(_API, self._show),
            web.put(_API, self._choose),
            web.post(f"{_API}/check", self._check),
        ]

    async def _show(self, _: web.Request) -> web.Response:
        return answer(self._looked())

    async def _choose(self, request: web.Request) -> web.Response:
        address = (await read(request, Chosen)).address.strip()
        if address and not is_address(address):
            raise web.HTTPBadRequest(text="bad_address")
        self.settings.change(updates_address=address)
        return answer(self._looked())

    async def _check(self, _: web.Request) -> web.Response:
        await self.updates.look()
        return answer(self._looked())

    def _looked(self) -> Looked:
        source, seen = self.updates.source(), self.updates.seen
        fits = seen.asked == source.address
        return Looked(
            address=self.settings.now.updates_address,
            known=bool(source.keys),
            asked=source.address,
            outcome=seen.outcome if fits else "",
            looked_at=seen.looked_at if fits else None,
            version=seen.version,
            page=seen.page,
        )
