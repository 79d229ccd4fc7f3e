"""How the stand-in speaks HTTP: tokens, faults, XML or JSON, pictures, the socket."""

import json
import socket
import threading
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element, tostring

from tests.standins import calls
from tests.standins.plex_answers import Answers, Asked, Refused
from tests.standins.plex_documents import as_json
from tests.standins.plex_shelves import Shelves
from tests.standins.plex_socket import PATH, Board
from tests.standins.speaking import Answer, Broken, Speaker

_BROKEN = Broken(
    inside=b"<html>broken inside</html>",
    half=b"<MediaContainer siz",
    garbage=b"\x89PNG <not>xml & nothing",
    kind="text/xml;charset=utf-8",
    inside_kind="text/html;charset=utf-8",
)
_UNAUTHORIZED = b"<html><head><title>Unauthorized</title></head></html>"


@dataclass
class Faults(calls.Faults):
    """The same, and a server that takes orders to scan and does nothing."""

    ignore_scans: bool = False


class Server(Protocol):
    """What the handler needs of a stand-in."""

    token: str
    faults: Faults
    shelves: Shelves
    asked: list[Asked]
    board: Board
    talking: set[socket.socket]

    @property
    def answers(self) -> Answers: ...

    def wait_if_held(self, path: str) -> None: ...


class Handler(Speaker):
    """One connection; made with the server that it belongs to as `plex`."""

    plex: Server

    def setup(self) -> None:
        super().setup()
        self.plex.talking.add(self.connection)

    def finish(self) -> None:
        self.plex.talking.discard(self.connection)
        super().finish()

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, parts.path, query, headers)
        self.plex.asked.append(asked)
        if self.plex.faults.hit(parts.path) and self.fail(self.plex.faults, _BROKEN):
            return
        token = headers.get("x-plex-token") or query.get("X-Plex-Token")
        if parts.path != "/identity" and token != self.plex.token:
            self._send(401, _UNAUTHORIZED, "text/html")
        elif parts.path == PATH and headers.get("upgrade", "").lower() == "websocket":
            self.close_connection = True
            self.plex.board.serve(self)
        else:
            self._answer(asked)

    def _answer(self, asked: Asked) -> None:
        try:
            with self.plex.shelves.lock:
                picture = self.plex.answers.picture(asked)
                document = None if picture else self.plex.answers.answer(asked)
        except Refused as refused:
            self._send(refused.status, b"<html>not here</html>", "text/html")
            return
        self.plex.wait_if_held(asked.path)
        if picture:
            self._send(200, picture, "image/jpeg")
        elif document is None:
            self._send(200, b"", "text/xml")
        else:
            self._document(document, asked.headers.get("accept", ""))

    def _document(self, document: Element, accept: str) -> None:
        if "application/json" in accept:
            self._send(200, json.dumps(as_json(document)).encode(), "application/json")
        else:
            self._send(200, tostring(document, "utf-8"), "text/xml")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send(Answer(status, body, f"{kind};charset=utf-8"))

    do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815 - the base class names them


class Holding:
    """Keeps one answer back until a test lets it go."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self._path: str | None = None
        self._released = threading.Event()

    def next(self, path: str) -> None:
        self.reached.clear()
        self._released.clear()
        self._path = path

    def let_go(self) -> None:
        self._released.set()

    def wait(self, path: str) -> None:
        if self._path is not None and self._path in path:
            self._path = None
            self.reached.set()
            self._released.wait(60)
