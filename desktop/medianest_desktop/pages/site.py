"""The files that the client's pages are made of."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from aiohttp import web

from medianest_desktop import OWN_PAGES
from medianest_desktop.i18n import Words
from medianest_desktop.pages.fitting import Page
from medianest_desktop.pages.wire import Wire, answer

_FILES: Final = files(__package__).joinpath("web")
_PAGES: Final = ("connect", "offline", "stopped", "add", "alerts", "settings", "log")
_KINDS: Final = {
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
}
_HEADERS: Final = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        "img-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
}
_SAID: Final = ("pages.", "reason.", "live.done.")


class Vocabulary(Wire, frozen=True):
    """The words of the pages."""

    language: str
    words: dict[str, str]


@dataclass(frozen=True, slots=True)
class Site:
    """Serves the pages; which one fits is asked at the door."""

    words: Callable[[], Words]
    page: Callable[[], Page]

    def routes(self) -> list[web.RouteDef]:
        """The doors to all this."""
        pages = "|".join(_PAGES)
        return [
            web.get(OWN_PAGES, self._door),
            web.get(f"{OWN_PAGES}{{page:{pages}}}", self._page),
            web.get(f"{OWN_PAGES}web/{{file:(fonts/)?[a-z]+\\.[a-z0-9]+}}", self._file),
            web.get(f"{OWN_PAGES}api/words", self._words),
        ]

    async def _door(self, _: web.Request) -> web.Response:
        page = self.page()
        return web.Response(status=303, headers={"Location": f"{OWN_PAGES}{page}" if page else "/"})

    async def _page(self, _: web.Request) -> web.Response:
        text = _FILES.joinpath("page.html").read_text("utf-8")
        said = text.replace("{language}", self.words().language)
        return web.Response(text=said, content_type="text/html", headers=_HEADERS)

    async def _file(self, request: web.Request) -> web.Response:
        file = _FILES.joinpath(request.match_info["file"])
        kind = _KINDS.get(file.name.rpartition(".")[2])
        if kind is None or not file.is_file():
            raise web.HTTPNotFound
        return web.Response(body=file.read_bytes(), content_type=kind, headers=_HEADERS)

    async def _words(self, _: web.Request) -> web.Response:
        words = self.words()
        said = {key: text for key, text in words.catalogue.items() if key.startswith(_SAID)}
        return answer(Vocabulary(words.language, said))
