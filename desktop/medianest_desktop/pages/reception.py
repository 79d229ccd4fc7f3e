"""How things stand, and what a person may do about it."""

from typing import Final

from aiohttp import web

from medianest_desktop import OWN_PAGES
from medianest_desktop.net.addresses import BadAddressError
from medianest_desktop.net.appliances import Appliances
from medianest_desktop.net.connection import Connection
from medianest_desktop.net.discovery import Discovery, Found
from medianest_desktop.net.vault import Vault
from medianest_desktop.pages.changes import Changes
from medianest_desktop.pages.fitting import Page, fitting
from medianest_desktop.pages.joining import Attempt, Joining, Tried, tried
from medianest_desktop.pages.wire import Input, Wire, answer, done, read

_PATIENCE: Final = 25.0
_API: Final = f"{OWN_PAGES}api/"


class Known(Wire, frozen=True):
    """The appliance that this client is paired with."""

    id: str
    name: str
    person: str
    address: str


class Offer(Wire, frozen=True):
    """An appliance that announces itself; `key` names it for joining."""

    key: str
    id: str
    name: str
    host: str


class Standing(Wire, frozen=True):
    """Everything that decides which page is shown, and what stands on it.

    `page` is empty where it is the dashboard; `reason` is a key of the catalogue below `reason.`.
    """

    revision: int
    connection: str
    page: Page
    reason: str
    tries: tuple[Tried, ...]
    appliance: Known | None
    lasting: bool
    found: tuple[Offer, ...]
    joining: Attempt


class Typed(Input, frozen=True):
    """An address by hand."""

    address: str


class Target(Input, frozen=True):
    """What to get in touch with: an address by hand, or the key of an offer."""

    address: str = ""
    key: str = ""
    insecure: bool = False


class Reception:
    """Tells the pages how things stand and takes their wishes about the connection."""

    def __init__(
        self,
        connection: Connection,
        discovery: Discovery,
        appliances: Appliances,
        vault: Vault,
        joining: Joining,
    ) -> None:
        self._connection = connection
        self._discovery = discovery
        self._appliances = appliances
        self._vault = vault
        self._joining = joining
        self.changes = Changes(
            connection.changed, discovery.changed, appliances.changed, joining.changed
        )

    @property
    def page(self) -> Page:
        """The page that fits now."""
        return "connect" if self._joining.busy else fitting(self._connection.state)

    @property
    def known(self) -> Known | None:
        """The appliance in use."""
        paired = self._appliances.paired
        if paired is None:
            return None
        address = str(paired.addresses[0]) if paired.addresses else ""
        return Known(paired.id, paired.name, paired.person, address)

    @property
    def lasting(self) -> bool:
        """Whether this client stays signed in after a restart."""
        return self._vault.lasting

    def routes(self) -> list[web.RouteDef]:
        """The doors to all this."""
        return [
            web.get(f"{_API}state", self._state),
            web.post(f"{_API}retry", self._retry),
            web.post(f"{_API}address", self._address),
            web.post(f"{_API}forget", self._forget),
            web.post(f"{_API}join", self._join),
            web.post(f"{_API}join/cancel", self._cancel),
        ]

    async def _state(self, request: web.Request) -> web.Response:
        known = request.query.get("after", "0")
        after = int(known) if known.isdecimal() else 0
        await self.changes.after(after, seconds=_PATIENCE)
        return answer(self._standing())

    async def _retry(self, _: web.Request) -> web.Response:
        self._connection.retry()
        return done()

    async def _address(self, request: web.Request) -> web.Response:
        typed = await read(request, Typed)
        try:
            self._connection.look_at(typed.address)
        except BadAddressError as wrong:
            raise web.HTTPBadRequest(text="bad_address") from wrong
        return done()

    async def _forget(self, _: web.Request) -> web.Response:
        await self._connection.forget()
        return done()

    async def _join(self, request: web.Request) -> web.Response:
        wanted = await read(request, Target)
        target = self._offered(wanted.key) if wanted.key else wanted.address
        await self._joining.look(target, insecure=wanted.insecure)
        return done()

    async def _cancel(self, _: web.Request) -> web.Response:
        await self._joining.cancel()
        return done()

    def _offered(self, key: str) -> Found:
        for found in self._discovery.found:
            if _key(found) == key:
                return found
        raise web.HTTPGone(text="It is not announced any more.\n")

    def _standing(self) -> Standing:
        return Standing(
            revision=self.changes.revision,
            connection=self._connection.state,
            page=self.page,
            reason=self._connection.reason,
            tries=tried(self._connection.tries),
            appliance=self.known,
            lasting=self.lasting,
            found=tuple(
                Offer(_key(each), each.id, each.name, each.hosts[0])
                for each in self._discovery.found
            ),
            joining=self._joining.now,
        )


def _key(found: Found) -> str:
    return f"{found.id}|{found.fingerprint}|{found.scheme}|{found.port}"
