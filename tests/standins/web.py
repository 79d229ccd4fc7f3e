"""What the stand-ins that speak JSON share: real HTTP in threads, faults, a record of all."""

import contextlib
import threading
from abc import ABC, abstractmethod
from collections import deque
from dataclasses import dataclass, field, replace
from http.server import ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import msgspec
from tests.standins import calls
from tests.standins.calls import Asked
from tests.standins.speaking import Answer, Speaker


def said(document: object, status: int = 200, **headers: str) -> Answer:
    """A JSON answer; `retry_after="3"` becomes the header Retry-After."""
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    return Answer(status, msgspec.json.encode(document), headers=named)


@dataclass
class Faults(calls.Faults):
    """The same, and too many calls in too short a time."""

    retry_after: float | None = None
    """Sent along with `status`, which is 429 where nothing else is said."""

    def _any(self) -> bool:
        return super()._any() or self.retry_after is not None


@dataclass(kw_only=True)
class WebStandIn(ABC):
    """Runs while entered; stays the same, on the same port, when it is stopped and started."""

    host: str = "127.0.0.1"
    port: int = 0
    faults: Faults = field(default_factory=Faults)
    asked: list[Asked] = field(default_factory=list)
    limit_per_second: int | None = None
    lock: threading.RLock = field(default_factory=threading.RLock)
    _recent: deque[float] = field(default_factory=deque)
    _server: ThreadingHTTPServer | None = None

    @abstractmethod
    def answer(self, asked: Asked) -> Answer:
        """What a request gets when nothing goes wrong."""

    def limited(self, _: Asked) -> bool:
        """Whether this request counts against `limit_per_second`."""
        return True

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> Self:
        handler = type("Handler", (_Handler,), {"stand_in": self})
        self._server = _Server((self.host, self.port), handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self) -> None:
        """Refuse connections from now on."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def count(self, containing: str, method: str = "GET") -> int:
        """How many requests of `method` had `containing` in their path."""
        return sum(a.method == method and containing in a.path for a in self.asked)

    def busiest_second(self) -> int:
        """The most requests that came within any one second."""
        times = sorted(a.at for a in self.asked if self.limited(a))
        most = first = 0
        for last, at in enumerate(times):
            while at - times[first] >= 1:
                first += 1
            most = max(most, last - first + 1)
        return most

    def over_the_limit(self, asked: Asked) -> bool:
        if self.limit_per_second is None or not self.limited(asked):
            return False
        with self.lock:
            while self._recent and asked.at - self._recent[0] >= 1:
                self._recent.popleft()
            if len(self._recent) >= self.limit_per_second:
                return True
            self._recent.append(asked.at)
        return False

    def too_many(self, retry_after: float = 1) -> Answer:
        return said({"error": "too many requests"}, 429, retry_after=f"{retry_after:g}")

    def broken(self, status: int) -> Answer:
        return Answer(status, b"<html>broken inside</html>", "text/html")


def until_interrupted(*lines: str) -> None:
    """Say `lines` and wait for Ctrl+C, for a stand-in that runs by hand."""
    print(*lines, sep="\n", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


class _Handler(Speaker):
    stand_in: WebStandIn

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length") or 0))
        asked = Asked(self.command, unquote(parts.path), query, headers, body)
        self.stand_in.asked.append(asked)
        self._meet(asked)

    def _meet(self, asked: Asked) -> None:
        here, faults = self.stand_in, self.stand_in.faults
        if here.over_the_limit(asked):
            self.send(here.too_many())
        elif not faults.hit(f"{asked.path}?{urlencode(asked.query)}"):
            self.send(here.answer(asked))
        else:
            faults.wait()
            self._go_wrong(asked, faults)

    def _go_wrong(self, asked: Asked, faults: Faults) -> None:
        here = self.stand_in
        if faults.retry_after is not None and faults.status in {0, 429}:
            self.send(here.too_many(faults.retry_after))
        elif faults.status:
            self.send(here.broken(faults.status))
        elif faults.garbage:
            self.send(Answer(200, b'\xff\x00 {"half": [1, 2'))
        elif faults.cut_off:
            whole = here.answer(asked)
            half = whole.body[: len(whole.body) // 2]
            self.send(replace(whole, body=half), promised=len(whole.body))
        else:
            self.send(here.answer(asked))

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815 - the base names them
