"""A Plex Media Server small enough to read: real HTTP, real XML, faults that can be switched on.

    with PlexStandIn() as plex:
        plex.add_library("TV", "show", {"/plex/tv": tmp_path / "tv"})
        plex.url, plex.token

Run it by hand: `python -m tests.standins.plex --library show:/plex/tv=/srv/tv --port 32400`.
"""

import argparse
import contextlib
import socket
import threading
import time
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Self, cast

from tests.standins.plex_answers import Answers, Asked
from tests.standins.plex_http import Faults, Handler, Holding
from tests.standins.plex_pictures import jpeg
from tests.standins.plex_shelves import Shelves
from tests.standins.plex_socket import Board
from tests.standins.plex_things import Entry, MadeUp, Playing, Section
from tests.standins.plex_webhooks import deliver, payload

__all__ = ["Entry", "Faults", "PlexStandIn", "Section"]

TOKEN = "stand-in-token"


@dataclass
class PlexStandIn:
    """One server on a port that stays the same when it is stopped and started."""

    token: str = TOKEN
    name: str = "Living Room"
    server_id: str = "c0ffee" * 6
    scan_delay: float = 0.0
    host: str = "127.0.0.1"
    port: int = 0
    faults: Faults = field(default_factory=Faults)
    shelves: Shelves = field(default_factory=Shelves)
    asked: list[Asked] = field(default_factory=list)
    scans: list[tuple[int, str | None]] = field(default_factory=list)
    scan_asked: threading.Event = field(default_factory=threading.Event)
    board: Board = field(default_factory=Board)
    webhooks: list[str] = field(default_factory=list)
    """The addresses that the owner entered for webhooks."""
    talking: set[socket.socket] = field(default_factory=set)
    """The connections that are open right now."""
    _holding: Holding = field(default_factory=Holding)
    _server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> Self:
        handler = type("OwnHandler", (Handler,), {"plex": self})
        self._server = ThreadingHTTPServer((self.host, self.port), handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self) -> None:
        """Refuse connections from now on, and hang up on whoever is connected."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
        for line in list(self.talking):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    @property
    def held(self) -> threading.Event:
        return self._holding.reached

    def hold(self, path: str) -> None:
        """Do what the next request containing `path` asks, and keep its answer back."""
        self._holding.next(path)

    def let_go(self) -> None:
        """Send the answer that was kept back."""
        self._holding.let_go()

    def wait_if_held(self, path: str) -> None:
        self._holding.wait(path)

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

    def make_up(self, section: Section, count: int) -> MadeUp:
        """Let the library hold `count` films or episodes that are made only when asked for."""
        section.made_up = MadeUp(count, section.key * 100_000_000)
        return section.made_up

    def play(self, entry: Entry, **details: object) -> Playing:
        """Let somebody watch, and tell who listens."""
        told = Playing(entry, id=f"s{len(self.shelves.playing) + 1}")
        for name, value in details.items():
            setattr(told, name, value)
        self.shelves.playing.append(told)
        self.board.playing(told)
        return told

    def send_webhook(
        self, event: str, entry: Entry | None = None, *, thumb: bytes | None = None
    ) -> list[int]:
        """Post an event to every webhook; their answers. An item comes with its picture."""
        section = self.shelves.sections[entry.section] if entry is not None else None
        if thumb is None and entry is not None:
            thumb = jpeg(entry.key, int(entry.updated), 240, 360)
        told = payload(event, self.server_id, self.name, entry, section)
        return [deliver(url, told, thumb) for url in self.webhooks]

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
