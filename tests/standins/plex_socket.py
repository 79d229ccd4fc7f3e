"""The stand-in's notification socket, on the same port as everything else."""

import contextlib
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.standins.plex_things import Entry, Playing
from websockets.exceptions import InvalidState
from websockets.http11 import Request
from websockets.server import ServerProtocol

PATH = "/:/websockets/notifications"
_NUMBERS = {"movie": 1, "show": 2, "season": 3, "episode": 4}


class Line:
    """One listener's connection, served by the thread that took its request in."""

    def __init__(self, request: BaseHTTPRequestHandler) -> None:
        self._request = request
        self._protocol = ServerProtocol()
        self._lock = threading.Lock()

    def open(self) -> None:
        """Answer the request: from here on the listener hears."""
        lines = [f"GET {self._request.path} HTTP/1.1", str(self._request.headers).strip(), "", ""]
        head = "\n".join(lines).replace("\r\n", "\n").replace("\n", "\r\n")
        self._protocol.receive_data(head.encode())
        [asked] = [one for one in self._protocol.events_received() if isinstance(one, Request)]
        with self._lock:
            self._protocol.send_response(self._protocol.accept(asked))
            self._flush()

    def talk(self) -> None:
        """Answer pings until the other side leaves or it is cut."""
        with contextlib.suppress(OSError):
            while data := self._request.connection.recv(4096):
                with self._lock:
                    self._protocol.receive_data(data)
                    self._flush()

    def send(self, text: str) -> None:
        # A listener that is gone misses it, as with the real one.
        with contextlib.suppress(OSError, InvalidState), self._lock:
            self._protocol.send_text(text.encode())
            self._flush()

    def cut(self) -> None:
        """Break the connection in the middle of everything."""
        with contextlib.suppress(OSError):
            self._request.connection.shutdown(2)

    def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            if data:
                self._request.connection.sendall(data)


@dataclass
class Board:
    """Everybody who listens to the server's notifications, and what it tells them."""

    lines: list[Line] = field(default_factory=list)
    opened: int = 0
    """How many sockets were opened in all."""

    def serve(self, request: BaseHTTPRequestHandler) -> None:
        line = Line(request)
        line.open()
        # Only now: what is told to a socket that is still being opened has nowhere to go.
        self.lines.append(line)
        self.opened += 1
        try:
            line.talk()
        finally:
            self.lines.remove(line)

    def cut(self) -> None:
        for line in list(self.lines):
            line.cut()

    def raw(self, text: str) -> None:
        for line in list(self.lines):
            line.send(text)

    def notify(self, kind: str, name: str, entries: list[Mapping[str, Any]]) -> None:
        told = {"type": kind, "size": len(entries), name: entries}
        self.raw(json.dumps({"NotificationContainer": told}))

    def timeline(self, entry: Entry, *, state: int = 5) -> None:
        """Say how far the server is with an item: 0 created, 5 done, 9 removed."""
        told = {
            "identifier": "com.plexapp.plugins.library",
            "sectionID": str(entry.section),
            "itemID": str(entry.key),
            "type": _NUMBERS.get(entry.type, 18),
            "title": entry.title,
            "state": state,
            "updatedAt": int(entry.updated),
        }
        self.notify("timeline", "TimelineEntry", [told])

    def playing(self, one: Playing) -> None:
        told = {
            "sessionKey": one.id,
            "guid": "",
            "ratingKey": str(one.entry.key),
            "url": "",
            "key": f"/library/metadata/{one.entry.key}",
            "viewOffset": one.at,
            "state": one.state,
        }
        self.notify("playing", "PlaySessionStateNotification", [told])

    def activity(self, title: str, *, progress: int = 100, event: str = "ended") -> None:
        doing = {"uuid": "a1", "type": "library.update.section", "title": title}
        told = {"event": event, "uuid": "a1", "Activity": {**doing, "progress": progress}}
        self.notify("activity", "ActivityNotification", [told])

    def status(self, title: str = "Library scan complete") -> None:
        told = {"title": title, "description": "", "notificationName": "LIBRARY_UPDATE"}
        self.notify("status", "StatusNotification", [told])
