"""The composition of the client: window, tray, alerts and the engine behind them."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path
from urllib.parse import unquote

import structlog
from msgspec import structs

from medianest_desktop.engine import Engine, Front
from medianest_desktop.i18n import Words
from medianest_desktop.live.alert import Alert
from medianest_desktop.live.face import Entry, Face, Status
from medianest_desktop.machine.links import is_link
from medianest_desktop.notifier import Notifier
from medianest_desktop.places import Places
from medianest_desktop.settings import UserSettings, WindowSettings
from medianest_desktop.shell.adapters import Toolkit
from medianest_desktop.shell.background import Background
from medianest_desktop.shell.notices import Notices
from medianest_desktop.shell.outside import open_outside
from medianest_desktop.shell.pages import broken_page, starting_page
from medianest_desktop.window import DROPPED, Native, Outlook, WebWindow

log = structlog.get_logger()

# Longer than a start takes, shorter than a person waits for a sign of life.
_PATIENCE = 6.0
_WISHES = {"open", "quit"}


class Shell:
    """The running client; `run` is its life, from the first window to the last thread."""

    def __init__(  # noqa: PLR0913 - collaborators, each of a kind of its own
        self,
        places: Places,
        settings: UserSettings,
        toolkit: Toolkit,
        icon: Path,
        *,
        window: Callable[[Native, Outlook], WebWindow] = WebWindow,
        engine: Callable[[Front], AbstractAsyncContextManager[Engine]] | None = None,
        patience: float = _PATIENCE,
    ) -> None:
        self._places = places
        self._settings = settings
        self._tray = toolkit.tray
        self._notifier = Notifier(icon)
        make = engine or partial(Engine, places, settings)
        front = self._front()
        self._background = Background(lambda: make(front), ready=self._ready, ended=self._ended)
        self._notices = Notices(self._words, self._notifier, self._background)
        self._window = window(toolkit.native, self._outlook(icon))
        self._patience = patience
        self._late = False
        self._face = self._own_face(Status.BUSY, self._words().say("shell.starting"))

    def run(self, *, hidden: bool, link: str, started: Callable[[], None]) -> None:
        """Show the client until it is quit; on the main thread. `started` is called once."""
        begun = self._background.start(patience=self._patience)
        self._late = not begun
        if not self._tray.start(self.command, self._face):
            log.warning("tray_not_started")
        # Hidden where no tray is, it could never be found again.
        hidden = hidden and self._tray.exists()
        started()
        if link:
            self.command(f"link:{link}")
        log.info("window_opens", hidden=hidden, engine=begun)
        if not begun:
            self._window.write(starting_page(self._words()))
            # It may have become ready just now, before anybody knew that it was late.
            self._ready()
        self._window.run(self._background.url if begun else "about:blank", hidden=hidden)
        self._end()

    def command(self, text: str) -> None:
        """Do what the menu, an alert, a link or a later start asks for; from any thread."""
        log.info("command", command=text.partition(":")[0])
        if text == "quit":
            self._window.quit()
            return
        if text == "paste":
            self._window.clipboard(lambda found: self._background.command(f"paste:{found}"))
            return
        if text == "open":
            # At once, whatever the engine is waiting for.
            self._window.show()
        self._background.command(text)

    def wished(self, wish: str) -> None:
        """Do what a later start of the client hands over: a link, `open` or `quit`."""
        if is_link(wish):
            self.command(f"link:{wish}")
        elif wish in _WISHES:
            self.command(wish)

    def quit(self) -> None:
        """End the client in order; from any thread."""
        self._window.quit()

    def _words(self) -> Words:
        return Words.of(self._settings.now.language)

    def _outlook(self, icon: Path) -> Outlook:
        return Outlook(
            title=self._words().say("shell.name"),
            storage=self._places.web,
            downloads=self._places.downloads,
            icon=icon,
            place=lambda: self._settings.now.window,
            placed=self._placed,
            may_close=self._may_close,
            outside=self._outside,
            saved=self._notices.saved,
            linked=lambda link: self.command(f"link:{link}"),
            again=self._background.again,
            busy=lambda: self._background.busy,
        )

    def _outside(self, address: str) -> None:
        if address.startswith(DROPPED):
            self.command(f"paste:{unquote(address.removeprefix(DROPPED))}")
        elif is_link(address):
            self.command(f"link:{address}")
        else:
            open_outside(address)

    def _front(self) -> Front:
        return Front(
            show_alert=self._show_alert,
            face_changed=self._face_changed,
            open_window=lambda url: self._window.show(url or None),
            open_browser=open_outside,
        )

    async def _show_alert(self, alert: Alert) -> bool:
        audible = self._settings.now.alerts.sound
        return await self._notifier.show(alert, self._pressed, audible=audible)

    def _pressed(self, alert: str, action: str) -> None:
        self.command(f"alert:{alert}:{action}")

    def _face_changed(self, face: Face) -> None:
        self._face = face
        self._tray.show(face)

    def _ready(self) -> None:
        # Too late for the window's first page: it shows that the client is starting.
        if self._late and self._background.url:
            self._window.load(self._background.url)

    def _ended(self, reason: str) -> None:
        said = self._words().say("shell.broken.reason")
        self._face_changed(self._own_face(Status.ATTENTION, said))
        page = broken_page(self._words(), reason or "?", str(self._places.log))
        self._window.write(page)
        self._window.show()

    def _own_face(self, status: Status, reason: str) -> Face:
        lines = (
            Entry(reason, enabled=False),
            Entry(self._words().say("live.menu.open"), "open"),
            Entry(self._words().say("live.menu.quit"), "quit"),
        )
        return Face(status, reason, lines)

    def _placed(self, place: WindowSettings) -> None:
        self._settings.change_window(**structs.asdict(place))

    def _may_close(self) -> bool:
        wanted = self._settings.now.close_to_tray
        stays = wanted and self._tray.exists()
        if wanted and not self._settings.now.told_about_closing:
            self._settings.change(told_about_closing=True)
            (self._notices.stays if stays else self._notices.ends)()
        return not stays

    def _end(self) -> None:
        log.info("ending")
        self._tray.stop()
        if not self._background.stop():
            log.error("engine_did_not_end")
