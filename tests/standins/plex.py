"""A Plex Media Server small enough to read: real HTTP, real XML, faults that can be switched on.

    with PlexStandIn() as plex:
        plex.add_library("TV", "show", {"/plex/tv": tmp_path / "tv"})
        plex.url, plex.token

Run it by hand: `python -m tests.standins.plex --library show:/plex/tv=/srv/tv --port 32400`.
"""

import argparse
import contextlib
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self, cast
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import tostring

from tests.standins.plex_answers import Answers, Asked, Refused
from tests.standins.plex_shelves import Entry, Section, Shelves

TOKEN = "stand-in-token"
_UNAUTHORIZED = b"<html><head><title>Unauthorized</title></head></html>"


@dataclass
class Faults:
    """What goes wrong, for requests whose path contains `only`, the next `times` of them."""

    slow: float = 0
    status: int = 0
    cut_off: bool = False
    garbage: bool = False
    ignore_scans: bool = False
    only: str = ""
    times: int | None = None

    def hit(self, path: str) -> bool:
        if self.only not in path or self.times == 0:
            return False
        if not (self.slow or self.status or self.cut_off or self.garbage):
            return False
        if self.times is not None:
            self.times -= 1
        return True


@dataclass
class PlexStandIn:
    """One server on a loopback port that stays the same when it is stopped and started."""

    token: str = TOKEN
    name: str = "Living Room"
    server_id: str = "c0ffee" * 6
    scan_delay: float = 0.0
    port: int = 0
    faults: Faults = field(default_factory=Faults)
    shelves: Shelves = field(default_factory=Shelves)
    asked: list[Asked] = field(default_factory=list)
    scans: list[tuple[int, str | None]] = field(default_factory=list)
    scan_asked: threading.Event = field(default_factory=threading.Event)
    held: threading.Event = field(default_factory=threading.Event)
    _held_path: str | None = None
    _released: threading.Event = field(default_factory=threading.Event)
    _server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> Self:
        handler = type("Handler", (_Handler,), {"plex": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self) -> None:
        """Refuse connections from now on."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def hold(self, path: str) -> None:
        """Do what the next request containing `path` asks, and keep its answer back."""
        self.held.clear()
        self._released.clear()
        self._held_path = path

    def let_go(self) -> None:
        """Send the answer that was kept back."""
        self._released.set()

    def wait_if_held(self, path: str) -> None:
        if self._held_path is not None and self._held_path in path:
            self._held_path = None
            self.held.set()
            self._released.wait(30)

    def add_library(
        self,
        title: str,
        kind: str,
        locations: dict[str, Path],
        *,
        agent: str = "",
        scanner: str = "",
        key: int = 0,
    ) -> Section:
        of_show = kind == "show"
        made = Section(
            key or len(self.shelves.sections) + 1,
            title,
            kind,
            {root: Path(folder) for root, folder in locations.items()},
            agent or ("tv.plex.agents.series" if of_show else "tv.plex.agents.movie"),
            scanner or ("Plex TV Series" if of_show else "Plex Movie"),
        )
        self.shelves.sections[made.key] = made
        return made

    def count(self, method: str, containing: str) -> int:
        """How many requests of `method` had `containing` in their path."""
        return sum(a.method == method and containing in a.path for a in self.asked)

    def titles(self, kind: str) -> list[str]:
        return sorted(e.title for e in self.shelves.entries.values() if e.type == kind)

    def collection(self, title: str) -> Entry:
        return next(
            e for e in self.shelves.entries.values() if e.type == "collection" and e.title == title
        )

    @property
    def answers(self) -> Answers:
        return Answers(self.shelves, self.name, self.server_id, self.begin_scan)

    def begin_scan(self, section: Section, path: str | None) -> None:
        """Answer at once and look later, as Plex does."""
        self.scans.append((section.key, path))
        self.scan_asked.set()
        if self.faults.ignore_scans:
            return
        if section.scanning:
            self.shelves.overlapping_scans += 1
        section.scanning += 1

        def work() -> None:
            time.sleep(self.scan_delay)
            with self.shelves.lock:
                self.shelves.scan(section, path)
                section.scanning -= 1

        threading.Thread(target=work, daemon=True).start()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    plex: PlexStandIn

    def log_message(self, *_: object) -> None:
        """Stay quiet."""

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, parts.path, query, headers)
        self.plex.asked.append(asked)
        if self.plex.faults.hit(parts.path) and self._fail(self.plex.faults):
            return
        token = headers.get("x-plex-token") or query.get("X-Plex-Token")
        if parts.path != "/identity" and token != self.plex.token:
            self._send(401, _UNAUTHORIZED, "text/html")
            return
        try:
            with self.plex.shelves.lock:
                document = self.plex.answers.answer(asked)
        except Refused as refused:
            self._send(refused.status, b"<html>not here</html>", "text/html")
            return
        self.plex.wait_if_held(parts.path)
        self._send(200, b"" if document is None else tostring(document, "utf-8"), "text/xml")

    def _fail(self, faults: Faults) -> bool:
        time.sleep(faults.slow)
        if faults.status:
            self._send(faults.status, b"<html>broken inside</html>", "text/html")
        elif faults.cut_off:
            self._send(200, b"<MediaContainer siz", "text/xml", promised=4000)
            self.close_connection = True
        elif faults.garbage:
            self._send(200, b"\x89PNG <not>xml & nothing", "text/xml")
        return bool(faults.status or faults.cut_off or faults.garbage)

    def _send(self, status: int, body: bytes, kind: str, *, promised: int | None = None) -> None:
        # The other side may have given up waiting.
        with contextlib.suppress(ConnectionError):
            self.send_response(status)
            self.send_header("Content-Type", f"{kind};charset=utf-8")
            self.send_header("Content-Length", str(promised or len(body)))
            self.end_headers()
            self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815 - the base class names them


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--port", type=int, default=0)
    told.add_argument("--token", default=TOKEN)
    told.add_argument("--scan-delay", type=float, default=0.2)
    told.add_argument("--library", action="append", default=[], help="show:/plex/tv=/srv/tv")
    given = told.parse_args()
    plex = PlexStandIn(token=given.token, port=given.port, scan_delay=given.scan_delay)
    for text in given.library:
        kind, _, mapping = cast("str", text).partition(":")
        root, _, folder = mapping.partition("=")
        plex.add_library(kind.title(), kind, {root: Path(folder or root)})
    with plex, contextlib.suppress(KeyboardInterrupt):
        print(plex.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
