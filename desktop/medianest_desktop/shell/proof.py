"""`--self-test`: what an installed client can prove about itself, as JSON.

It leaves the person's own files alone: everything happens in a folder of its own.
"""

import asyncio
import http.server
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Literal

import aiohttp
import keyring
import msgspec
from keyring.backends.fail import Keyring as NoKeyring
from msgspec import Struct

from medianest_desktop import __version__
from medianest_desktop.engine import Engine, Front
from medianest_desktop.i18n import LANGUAGES, Words
from medianest_desktop.live.alert import Alert
from medianest_desktop.live.face import Entry, Face, Status
from medianest_desktop.notifier import Notifier
from medianest_desktop.places import Places
from medianest_desktop.settings import UserSettings, WindowSettings
from medianest_desktop.shell.adapters import NoToolkitError, Toolkit, choose
from medianest_desktop.shell.surroundings import notification_server, tray_kind
from medianest_desktop.tray import picture
from medianest_desktop.window import Outlook, WebWindow

Result = Literal["passed", "failed", "skipped"]

_MODULES = ("webview", "desktop_notifier", "zeroconf", "cryptography", "msgspec")
_WINDOW_PATIENCE = 30.0
_PAGE = b"<!doctype html><title>Proof</title><script>fetch('/seen')</script>Seen."


class Check(Struct, frozen=True):
    """One claim and what became of it."""

    name: str
    result: Result
    detail: str = ""


class Proof(Struct, frozen=True):
    """All claims; `ok` if none failed."""

    ok: bool
    version: str
    python: str
    checks: tuple[Check, ...]


class CannotBeAskedError(Exception):
    """The claim cannot be looked at here, which is no fault of what was installed."""


def prove(gui: str) -> Proof:
    """Look at every claim; takes a few seconds, and opens a window if there is a screen."""
    with tempfile.TemporaryDirectory(prefix="medianest-proof-") as folder:
        places = Places.below(Path(folder))
        picture(Status.OK, 64).save(places.state / "icon.png")
        checks = tuple(_look(name, claim) for name, claim in _claims(places, gui).items())
    ok = all(check.result != "failed" for check in checks)
    return Proof(ok, __version__, sys.version.split()[0], checks)


def written(proof: Proof) -> str:
    """The proof as JSON for people and programs."""
    return msgspec.json.format(msgspec.json.encode(proof), indent=2).decode()


def _claims(places: Places, gui: str) -> dict[str, Callable[[], str]]:
    return {
        "imports": _imports,
        "words": _words,
        "engine": lambda: asyncio.run(_engine(places)),
        "keyring": _keyring,
        "alerts": lambda: asyncio.run(_alerts(places)),
        "window": lambda: _window(places, gui),
    }


def _look(name: str, claim: Callable[[], str]) -> Check:
    try:
        return Check(name, "passed", claim())
    except CannotBeAskedError as reason:
        return Check(name, "skipped", str(reason))
    except Exception as failure:  # noqa: BLE001 - what is wrong with a package is told, not thrown
        return Check(name, "failed", f"{type(failure).__name__}: {failure}")


def _imports() -> str:
    for name in _MODULES:
        import_module(name)
    return f"{len(_MODULES)} libraries"


def _words() -> str:
    sizes = {len(Words.of(language).catalogue) for language in LANGUAGES}
    if len(sizes) != 1 or sizes == {0}:
        raise RuntimeError(f"catalogues differ: {sizes}")
    return f"{sizes.pop()} sentences in {' and '.join(LANGUAGES)}"


async def _engine(places: Places) -> str:
    async def silent(_: Alert) -> bool:
        return False

    front = Front(
        show_alert=silent,
        face_changed=lambda _: None,
        open_window=lambda _: None,
        open_browser=lambda _: None,
    )
    settings = UserSettings(places.config)
    async with Engine(places, settings, front) as engine:
        jar = aiohttp.CookieJar(unsafe=True)
        visitor = aiohttp.ClientSession(cookie_jar=jar, headers={"Accept": "text/html"})
        async with visitor, visitor.get(engine.url) as answer:
            page = await answer.text()
            if not answer.ok or "<html" not in page.lower():
                raise RuntimeError(f"the first page answered {answer.status}")
    return f"first page has {len(page)} characters"


def _keyring() -> str:
    ring = keyring.get_keyring()
    if isinstance(ring, NoKeyring):
        raise CannotBeAskedError("no keyring in this session: a token would be kept in memory")
    return type(ring).__module__


async def _alerts(places: Places) -> str:
    server = await asyncio.to_thread(notification_server)
    if not server:
        raise CannotBeAskedError("no notification service in this session")
    alert = Alert("proof", "MediaNest", "This alert is part of a self-test.", "", "info")
    if not await Notifier(places.state / "icon.png").show(alert, lambda _, __: None):
        raise RuntimeError(f"{server} did not take an alert")
    return server


def _window(places: Places, gui: str) -> str:
    if sys.platform == "linux" and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        raise CannotBeAskedError("no screen")
    try:
        toolkit = choose(gui)
    except NoToolkitError as failure:
        raise RuntimeError(str(failure)) from failure
    face = Face(Status.OK, "Self-test", (Entry("Open", "open"),))
    if not toolkit.tray.start(lambda _: None, face):
        raise RuntimeError("the tray's icon could not be made")
    took = _show_a_page(places, toolkit)
    toolkit.tray.stop()
    return f"{toolkit.name}, page shown after {took:.1f} s, tray: {tray_kind() or 'none'}"


def _show_a_page(places: Places, toolkit: Toolkit) -> float:
    seen = threading.Event()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _answering(seen))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    window = WebWindow(toolkit.native, _outlook(places))

    def close_when_seen() -> None:
        seen.wait(_WINDOW_PATIENCE)
        window.quit()

    threading.Thread(target=close_when_seen, daemon=True).start()
    begun = time.monotonic()
    window.run(f"http://127.0.0.1:{server.server_port}/", hidden=False)
    server.shutdown()
    if not seen.is_set():
        raise RuntimeError("the window did not load its page")
    return time.monotonic() - begun


def _answering(seen: threading.Event) -> type[http.server.BaseHTTPRequestHandler]:
    class Answers(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/seen":
                seen.set()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(_PAGE)

        def log_message(self, *_: object) -> None:
            return

    return Answers


def _outlook(places: Places) -> Outlook:
    return Outlook(
        title="MediaNest",
        storage=places.web,
        downloads=places.downloads,
        icon=places.state / "icon.png",
        place=lambda: WindowSettings(width=480, height=420),
        placed=lambda _: None,
        may_close=lambda: True,
        outside=lambda _: None,
        saved=lambda _, __: None,
        linked=lambda _: None,
        again=lambda _: "",
        busy=lambda: False,
    )
