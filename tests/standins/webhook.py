"""A web server that keeps what is posted to it, with faults to switch on."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

import msgspec


@dataclass(frozen=True)
class Post:
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        return msgspec.json.decode(self.body, type=dict[str, object])


@dataclass
class Webhook:
    """Runs in a thread of its own while entered; change a field and the next answer differs."""

    status: int = 200
    answer: bytes = b"{}"
    redirect: str = ""
    delay: float = 0
    drop: bool = False
    kept: list[Post] = field(default_factory=list)
    place: tuple[str, int] = ("127.0.0.1", 0)
    """Where it listens; port 0 for any."""
    _server: ThreadingHTTPServer | None = None

    @property
    def port(self) -> int:
        assert self._server is not None
        return self._server.server_port

    @property
    def url(self) -> str:
        """The address of a channel that posts to this server."""
        return f"json://127.0.0.1:{self.port}/hook"

    def __enter__(self) -> Self:
        webhook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                webhook.meet(self)

            do_GET = do_POST  # noqa: N815 - the same

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(self.place, Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def meet(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        self.kept.append(Post(request.path, dict(request.headers), body))
        time.sleep(self.delay)
        if self.drop:
            request.close_connection = True
            return
        request.send_response(302 if self.redirect else self.status)
        if self.redirect:
            request.send_header("Location", self.redirect)
        request.send_header("Content-Length", str(len(self.answer)))
        request.end_headers()
        request.wfile.write(self.answer)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
