"""The composition of everything that runs on the background loop."""

from contextlib import AsyncExitStack
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

from medianest_desktop.engine.commands import Commands
from medianest_desktop.engine.front import Front
from medianest_desktop.engine.port import KeptPort
from medianest_desktop.engine.release import Release
from medianest_desktop.engine.upstream import ConnectedUpstream
from medianest_desktop.i18n import Words
from medianest_desktop.live import Live, Outside
from medianest_desktop.net.appliances import Appliances
from medianest_desktop.net.connection import Connection
from medianest_desktop.net.discovery import Discovery
from medianest_desktop.net.state import SIGNED_OUT
from medianest_desktop.net.vault import Vault
from medianest_desktop.pages import Joining, Links, Pages
from medianest_desktop.pages.reception import Reception
from medianest_desktop.places import Places
from medianest_desktop.proxy import Proxy
from medianest_desktop.settings import UserSettings
from medianest_desktop.tasks import Tasks
from medianest_desktop.updates import Source, Updates

_PAIR_PAGE: Final = "/pair"


class Engine:
    """Finds the appliance, keeps the connection, and serves the window's pages on loopback."""

    def __init__(
        self,
        places: Places,
        settings: UserSettings,
        front: Front,
        *,
        discovery: Discovery | None = None,
        vault: Vault | None = None,
    ) -> None:
        self._settings = settings
        self._front = front
        self._tasks = Tasks()
        self._stack = AsyncExitStack()
        self._discovery = discovery or Discovery()
        vault = vault or Vault()
        appliances = Appliances(places.config)
        self.connection = Connection(appliances, self._discovery, vault)
        self._joining = Joining(self.connection)
        self._live = self._make_live(places)
        self._release = Release(self._words, front.show_alert, self._open_outside)
        self._updates = self._make_updates(places)
        links = Links(self.connection, self._words)
        reception = Reception(self.connection, self._discovery, appliances, vault, self._joining)
        self._port = KeptPort(places.state)
        self._proxy = self._make_proxy(self._make_pages(places, reception, links))
        self._commands = Commands(
            self.connection, self._live, links, self._release, self._open_page
        )

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._tasks)
            await stack.enter_async_context(self._discovery)
            stack.callback(self.connection.changed.listen(self._connection_changed))
            await stack.enter_async_context(self.connection)
            await stack.enter_async_context(self._live)
            stack.push_async_callback(self._joining.close)
            await stack.enter_async_context(self._proxy)
            await stack.enter_async_context(self._updates)
            self._port.keep(self._proxy.port)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.__aexit__(kind, error, trace)

    @property
    def url(self) -> str:
        """Where the window begins; its key works once, so it is asked for anew each time."""
        return self._proxy.url("/")

    @property
    def busy(self) -> bool:
        """Whether something is on its way between the window and the appliance; any thread."""
        return self._proxy.busy

    def again(self, page: str) -> str:
        """Where the window finds `page` again, an address that it has left; any thread.

        With a new key: the web engine may have forgotten by then that it was let in.
        """
        kept = urlsplit(page)._replace(scheme="", netloc="").geturl()
        return self._proxy.url(kept or "/")

    async def command(self, text: str) -> None:
        """Does what the tray, an alert, a second start or a link asked for.

        One of `open`, `open:<path>`, `paste:<text>`, `pause:<1h|tomorrow|off>`, `settings`, `log`,
        `retry`, `alert:<id>:<action>`, `link:<address>`. `quit` is the window's own affair. An
        unknown one is ignored and logged.
        """
        await self._commands.do(text)

    def _make_live(self, places: Places) -> Live:
        front = self._front
        return Live(
            folder=places.state,
            appliance=self.connection,
            settings=self._settings,
            words=self._words,
            outside=Outside(
                front.show_alert, front.face_changed, self._open_page, self._open_outside
            ),
        )

    def _make_updates(self, places: Places) -> Updates:
        return Updates(
            lambda: Source.built_in(self._settings.now.updates_address),
            self._release.tell,
            places.state,
            wanted=lambda: self._settings.now.check_updates,
        )

    def _make_pages(self, places: Places, reception: Reception, links: Links) -> Pages:
        return Pages(
            reception=reception,
            links=links,
            settings=self._settings,
            log=places.log,
            words=self._words,
            live=self._live,
            updates=self._updates,
            open_dashboard=self._open_pair_page,
        )

    def _make_proxy(self, pages: Pages) -> Proxy:
        return Proxy(
            ConnectedUpstream(self.connection, self._open_outside),
            pages.routes(),
            language=lambda: self._words().language,
            port=self._port.last,
        )

    def _words(self) -> Words:
        return Words.of(self._settings.now.language)

    def _open_page(self, path: str) -> None:
        self._front.open_window(self._proxy.url(path) if path else "")

    def _open_outside(self, address: str) -> None:
        # The appliance names these; a system opens far more than pages by an address.
        if urlsplit(address).scheme in {"http", "https"}:
            self._front.open_browser(address)

    def _open_pair_page(self) -> None:
        dashboard = self._joining.now.dashboard
        if dashboard:
            self._open_outside(dashboard + _PAIR_PAGE)

    def _connection_changed(self) -> None:
        if self.connection.state in SIGNED_OUT:
            self._tasks.start(self._proxy.sign_out(), name="sign-out")
