"""How the stand-ins say something over HTTP, and how they fail to."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from tests.standins.calls import Faults


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    kind: str = "application/json;charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Broken:
    """What comes instead of an answer: an inner error, half of one, something else altogether."""

    inside: bytes
    half: bytes
    garbage: bytes
    kind: str
    inside_kind: str


class Speaker(BaseHTTPRequestHandler):
    """One connection of a stand-in."""

    protocol_version = "HTTP/1.1"
    # One packet an answer: headers and body apart would wait for one another.
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, *_: object) -> None:
        """Stay quiet."""

    def send(self, answer: Answer, *, promised: int | None = None) -> None:
        """Answer; with more bytes `promised` than there are, the connection ends too early."""
        # The other side may have given up waiting.
        with contextlib.suppress(ConnectionError):
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.body:
                self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(promised or len(answer.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body)
            self.wfile.flush()
        self.close_connection = self.close_connection or promised is not None

    def fail(self, faults: Faults, broken: Broken) -> bool:
        """Whether it went wrong in a way that leaves nothing to answer."""
        faults.wait()
        if faults.status:
            self.send(Answer(faults.status, broken.inside, broken.inside_kind))
        elif faults.cut_off:
            self.send(Answer(200, broken.half, broken.kind), promised=4000)
        elif faults.garbage:
            self.send(Answer(200, broken.garbage, broken.kind))
        return bool(faults.status or faults.cut_off or faults.garbage)
