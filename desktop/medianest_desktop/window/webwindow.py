"""The window as pywebview makes it, the same on every system."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import structlog
import webview
from msgspec import structs

from medianest_desktop.window.kinds import Browser, Native, Outlook
from medianest_desktop.window.resting import Resting, Wait
from medianest_desktop.window.scripts import ASK_UNTOUCHED, UNTOUCHED

log = structlog.get_logger()

_SMALLEST = (360, 420)
_BACKGROUND = "#14161d"
_NOTHING = "about:blank"
_GONE = (webview.errors.WebViewException, AttributeError, KeyError)
"""What pywebview raises when the window goes while it is being asked."""


class _Expected(logging.Filter):
    """Leaves out that the dashboard's policy forbids what pywebview wants to add to each page.

    What it would add is a way to call Python, which no page of ours needs or should have.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is worth a place in the log."""
        return "EvalError" not in record.getMessage()


class WebWindow:
    """The client's window, with `native` for what pywebview, the `browser`, does not do.

    All but `run` may be called from any thread, and return at once.
    """

    def __init__(
        self,
        native: Native,
        outlook: Outlook,
        *,
        browser: Browser = webview,
        wait: Wait = Event.wait,
    ) -> None:
        self._native = native
        self._outlook = outlook
        self._browser = browser
        self._quitting = False
        self._window: Any = None
        self._made = Event()
        # The address of the page that was left; "" where none was loaded yet, None while one is.
        self._left: str | None = None
        self._resting = Resting(self._rest, wait=wait)
        # pywebview's calls wait for the window; one thread takes that off whoever asks, in order.
        self._hand = ThreadPoolExecutor(1, thread_name_prefix="window")

    def run(self, url: str, *, hidden: bool) -> None:
        """Show `url` and serve the window until it is gone; blocks, on the main thread only.

        A `hidden` window loads nothing before it is shown.
        """
        self._left = "" if hidden else None
        place = self._outlook.place()
        _quiet()
        self._browser.settings["ALLOW_DOWNLOADS"] = True
        # A page that asks for a new window gets this one; `dress` sends foreign pages outside.
        self._browser.settings["OPEN_EXTERNAL_LINKS_IN_BROWSER"] = False
        self._window = self._browser.create_window(
            self._outlook.title,
            _NOTHING if hidden else url,
            width=place.width,
            height=place.height,
            min_size=_SMALLEST,
            hidden=hidden,
            background_color=_BACKGROUND,
            text_select=True,
            zoomable=True,
        )
        self._window.events.before_show += self._dress
        self._window.events.closing += self._closing
        self._made.set()
        # GTK has no localStorage in private mode, without which the dashboard cannot run.
        self._browser.start(
            private_mode=False,
            storage_path=str(self._outlook.storage),
            icon=str(self._outlook.icon),
            gui=self._native.name,
        )
        self._resting.shown()
        self._hand.shutdown(wait=False, cancel_futures=True)

    def show(self, url: str | None = None) -> None:
        """Bring the window to the front, with `url` in it if one is given."""
        self._later(self._show, url)

    def hide(self) -> None:
        """Take the window off the screen; its page is left after a while, and found again."""
        self._later(self._hide)

    def quit(self) -> None:
        """Close the window for good."""
        self._quitting = True
        self._later(self._destroy)

    def load(self, url: str) -> None:
        """Load `url` unless the window is at rest: what fits then is loaded when it is shown."""
        self._later(self._load, url)

    def write(self, page: str) -> None:
        """Show a page that is handed in as HTML, for when no server can be asked."""
        self._later(self._write, page)

    def clipboard(self, take: Callable[[str], None]) -> None:
        """Hand the clipboard's text to `take`, on the window's thread; "" if it holds none."""
        self._later(lambda: self._native.clipboard(self._window, take))

    def _later(self, work: Any, *arguments: Any) -> None:
        try:
            self._hand.submit(self._try, work, *arguments)
        except RuntimeError:
            log.debug("window_gone")

    def _try(self, work: Any, *arguments: Any) -> None:
        self._made.wait()
        try:
            work(*arguments)
        except _GONE as failure:
            log.warning("window_not_moved", reason=repr(failure))

    def _show(self, url: str | None) -> None:
        self._resting.shown()
        if not url and self._left is not None:
            url = self._outlook.again(self._left)
        self._left = None
        if url:
            self._window.load_url(url)
        # With it set, pywebview's GTK window hides itself again for ever.
        self._window.hidden = False
        self._window.show()
        self._native.front(self._window)

    def _load(self, url: str) -> None:
        if self._left is None:
            self._window.load_url(url)

    def _write(self, page: str) -> None:
        self._window.load_html(page)

    def _hide(self) -> None:
        self._window.hide()
        if self._left is None:
            self._resting.hidden()

    def _rest(self, seen: Event) -> bool:
        """Leave the page unless that would cost something; whether it is being left."""
        if self._outlook.busy() or self._ask(ASK_UNTOUCHED) != UNTOUCHED:
            return False
        self._later(self._leave, seen)
        return True

    def _ask(self, script: str) -> Any:
        try:
            return self._window.run_js(script)
        except _GONE as failure:
            log.info("page_not_asked", reason=repr(failure))
            return None

    def _leave(self, seen: Event) -> None:
        page = self._window.get_current_url() or ""
        # Shown again meanwhile; or a page that was handed in, which has no address.
        if not seen.is_set() and page.startswith("http://"):
            self._left = page
            self._window.load_url(_NOTHING)
            log.info("page_left")

    def _destroy(self) -> None:
        self._window.destroy()

    def _dress(self) -> None:
        self._native.dress(self._window, self._outlook)

    def _closing(self) -> bool:
        self._remember()
        if self._quitting or self._native.ending() or self._outlook.may_close():
            self._quitting = True
            return True
        self.hide()
        return False

    def _remember(self) -> None:
        place = self._native.place(self._window)
        if place is None:
            return
        # What a maximised window would shrink to is what it was before.
        last = self._outlook.place()
        self._outlook.placed(structs.replace(last, maximized=True) if place.maximized else place)


def _quiet() -> None:
    log = logging.getLogger("pywebview")
    # It writes to the terminal beside what the client's own log keeps of it.
    log.handlers.clear()
    log.addFilter(_Expected())
