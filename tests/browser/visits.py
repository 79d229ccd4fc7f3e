"""A person's visit with a real browser, and what they would complain about."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, ViewportSize, expect
from playwright.sync_api import Error as BrowserError

from medianest.web.feature import BUNDLE

Size = Literal["desktop", "phone"]
Scheme = Literal["light", "dark"]
SIZES: dict[Size, ViewportSize] = {
    "desktop": {"width": 1280, "height": 800},
    "phone": {"width": 390, "height": 844},
}
FLAGS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
)
# Playwright keeps the worker of the installed page out, and says so on the console.
_OURS = "Service Worker registration blocked by Playwright"
# An interface of this machine that came or went breaks off what is being loaded.
_DISTURBED = "net::ERR_NETWORK_CHANGED"
# What the page's script then says of a piece, and loads it again.
_BROKEN_OFF = "Failed to fetch dynamically imported module"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Of what is in order much is told, which takes longer to hand over than to find out.
_LOOK = "options => axe.run(document, options).then(found => found.violations)"
_ASKED = {"runOnly": _RULES, "resultTypes": ["violations"]}
_GRAVE = {"serious", "critical"}
# Milliseconds; what is awaited comes by itself, and a busy machine takes its time over it.
PATIENCE = 120_000
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True, slots=True)
class Visit:
    """A page that is open, and everything that a careful person would find wrong with it."""

    page: Page
    base_url: str
    complaints: list[str] = field(default_factory=list)
    disturbed: list[str] = field(default_factory=list)
    """What a network that changed just then broke off, which is nobody's fault here."""

    def go(self, path: str) -> None:
        """Open `path` and wait until nothing is being loaded."""
        self.page.goto(self.base_url + path)
        self.settle()

    def settle(self) -> None:
        """Wait until every placeholder has given way to what was loaded."""
        self.page.locator("h1").first.wait_for()
        expect(self.page.locator(".skeleton")).to_have_count(0)
        self.page.evaluate("document.fonts.ready.then(() => null)")

    def look(self) -> None:
        """Add what is wrong with the page as it stands to the complaints."""
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.complaints.append(f"scrolls sideways: {self.page.url}")
        self.page.evaluate(_axe())
        violations = self.page.evaluate(_LOOK, _ASKED)
        self.complaints.extend(_told(broken) for broken in violations)


@contextmanager
def visiting(
    browser: Browser, base_url: str, size: Size, scheme: Scheme = "light", language: str = "en-US"
) -> Iterator[Visit]:
    """A visit by somebody who has never been there."""
    context = browser.new_context(
        viewport=SIZES[size],
        color_scheme=scheme,
        locale=language,
        timezone_id="Europe/Berlin",
        reduced_motion="reduce",
        service_workers="block",
    )
    context.set_default_timeout(PATIENCE)
    visit = Visit(context.new_page(), base_url)
    _listen(visit)
    try:
        yield visit
    finally:
        context.close()


def _listen(visit: Visit) -> None:
    def said(message: ConsoleMessage) -> None:
        if _DISTURBED in message.text:
            visit.disturbed.append(message.text)
        ours = message.text == _OURS or _DISTURBED in message.text
        if message.type in {"error", "warning"} and not ours:
            visit.complaints.append(f"console: {message.text} ({message.location.get('url')})")

    def failed(error: BrowserError) -> None:
        if not (visit.disturbed and _BROKEN_OFF in str(error)):
            visit.complaints.append(f"script: {error}")

    def asked(request: Request) -> None:
        if not request.url.startswith((visit.base_url, "data:", "blob:")):
            visit.complaints.append(f"foreign host: {request.url}")

    visit.page.on("console", said)
    visit.page.on("pageerror", failed)
    visit.page.on("request", asked)


@cache
def _axe() -> str:
    return (_dashboard() / "node_modules" / "axe-core" / "axe.min.js").read_text()


def _dashboard() -> Path:
    return BUNDLE.with_name("dashboard")


def _told(broken: dict[str, Any]) -> str:
    where = [node["target"] for node in broken["nodes"]]
    grave = "grave: " if broken["impact"] in _GRAVE else ""
    return f"axe: {grave}{broken['id']} at {where}"
