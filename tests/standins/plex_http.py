"""How the stand-in speaks HTTP: tokens, faults, XML or JSON, pictures, the socket."""

import contextlib
import json
import socket
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Protocol
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element, tostring

from tests.standins import calls
from tests.standins.plex_answers import Answers, Asked, Refused
from tests.standins.plex_documents import as_json
from tests.standins.plex_shelves import Shelves
from tests.standins.plex_socket import PATH, Board

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


class Handler(BaseHTTPRequestHandler):
    """One connection; made with the server that it belongs to as `plex`."""

    protocol_version = "HTTP/1.1"
    # An answer goes out in two parts, and the second would wait 40 ms for the first.
    disable_nagle_algorithm = True
    plex: Server

    def setup(self) -> None:
        super().setup()
        self.plex.talking.add(self.connection)

    def finish(self) -> None:
        self.plex.talking.discard(self.connection)
        super().finish()

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
            self._released.wait(30)
