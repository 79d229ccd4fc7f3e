"""The window as pywebview makes it, the same on every system."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
import webview
from msgspec import structs

from medianest_desktop.window.kinds import Native, Outlook

log = structlog.get_logger()

_SMALLEST = (360, 420)
_BACKGROUND = "#14161d"


DROPPED = "medianest:dropped?"
"""How a page says, by an address that it wants to open, that a link was dragged onto it."""

# On the client's own pages alone: the dashboard takes links itself. And links alone: files and text
# fields are the page's own affair.
_DROP = """
(() => {
  if (window.medianestDrop || !location.pathname.startsWith('/_client/')) return;
  window.medianestDrop = true;
  let own = false;
  const fits = (event) => {
    const types = event.dataTransfer ? [...event.dataTransfer.types] : [];
    const field = event.target.closest && event.target.closest('input, textarea');
    return !own && !field && !types.includes('Files')
      && (types.includes('text/uri-list') || types.includes('text/plain'));
  };
  addEventListener('dragstart', () => { own = true; }, true);
  addEventListener('dragend', () => { own = false; }, true);
  addEventListener('dragover', (event) => { if (fits(event)) event.preventDefault(); }, true);
  addEventListener('drop', (event) => {
    if (!fits(event)) return;
    event.preventDefault();
    const data = event.dataTransfer;
    const link = (data.getData('text/uri-list') || data.getData('text/plain')).trim();
    const first = encodeURIComponent(link.split(/\\s/)[0]);
    if (/^(https?|magnet):/i.test(link)) location.href = 'DROPPED' + first;
  }, true);
})();
""".replace("DROPPED", DROPPED)


class _Expected(logging.Filter):
    """Leaves out that the dashboard's policy forbids what pywebview wants to add to each page.

    What it would add is a way to call Python, which no page of ours needs or should have.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is worth a place in the log."""
        return "EvalError" not in record.getMessage()


class WebWindow:
    """The client's window, with `native` for what pywebview does not do."""

    def __init__(self, native: Native, outlook: Outlook) -> None:
        self._native = native
        self._outlook = outlook
        self._quitting = False
        self._window: Any = None
        # pywebview's calls wait for the window; one thread takes that off whoever asks, in order.
        self._hand = ThreadPoolExecutor(1, thread_name_prefix="window")

    def run(self, url: str, *, hidden: bool) -> None:
        """Show `url` and serve the window until it is gone."""
        place = self._outlook.place()
        _quiet()
        webview.settings["ALLOW_DOWNLOADS"] = True
        # A page that asks for a new window gets this one; `dress` sends foreign pages outside.
        webview.settings["OPEN_EXTERNAL_LINKS_IN_BROWSER"] = False
        self._window = webview.create_window(
            self._outlook.title,
            url,
            width=place.width,
            height=place.height,
            min_size=_SMALLEST,
            hidden=hidden,
            background_color=_BACKGROUND,
            text_select=True,
            zoomable=True,
        )
        self._window.events.before_show += self._dress
        self._window.events.loaded += self._loaded
        self._window.events.closing += self._closing
        # GTK has no localStorage in private mode, without which the dashboard cannot run.
        webview.start(
            private_mode=False,
            storage_path=str(self._outlook.storage),
            icon=str(self._outlook.icon),
            gui=self._native.name,
        )
        self._hand.shutdown(wait=False, cancel_futures=True)

    def show(self, url: str | None = None) -> None:
        """Bring the window to the front, with `url` in it if one is given."""
        self._later(self._show, url)

    def hide(self) -> None:
        """Take the window off the screen and keep its page."""
        self._later(self._hide)

    def quit(self) -> None:
        """Close the window for good."""
        self._quitting = True
        self._later(self._destroy)

    def load(self, url: str) -> None:
        """Load `url` and leave the window where it is, shown or not."""
        self._later(self._load, url)

    def write(self, page: str) -> None:
        """Show a page that is handed in as HTML, for when no server can be asked."""
        self._later(self._write, page)

    def clipboard(self, take: Callable[[str], None]) -> None:
        """Hand the clipboard's text to `take`, on the window's thread; "" if it holds none."""
        self._later(self._native.clipboard, self._window, take)

    def _later(self, work: Any, *arguments: Any) -> None:
        try:
            self._hand.submit(self._try, work, *arguments)
        except RuntimeError:
            log.debug("window_gone")

    def _try(self, work: Any, *arguments: Any) -> None:
        try:
            work(*arguments)
        except (webview.errors.WebViewException, AttributeError, KeyError) as failure:
            # The window went while it was being asked.
            log.warning("window_not_moved", reason=repr(failure))

    def _show(self, url: str | None) -> None:
        if url:
            self._window.load_url(url)
        # With it set, pywebview's GTK window hides itself again for ever.
        self._window.hidden = False
        self._window.show()
        self._native.front(self._window)

    def _load(self, url: str) -> None:
        self._window.load_url(url)

    def _write(self, page: str) -> None:
        self._window.load_html(page)

    def _hide(self) -> None:
        self._window.hide()

    def _destroy(self) -> None:
        self._window.destroy()

    def _dress(self) -> None:
        self._native.dress(self._window, self._outlook)

    def _loaded(self) -> None:
        self._window.run_js(_DROP)

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
