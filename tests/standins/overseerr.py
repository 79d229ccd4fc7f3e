"""An Overseerr (or Seerr) small enough to read: real HTTP, its webhook, faults to switch on.

    with OverseerrStandIn() as overseerr:
        overseerr.url, overseerr.api_key

Run it by hand: `python -m tests.standins.overseerr --port 5055 --flavour seerr`.
"""

import argparse
import contextlib
import json
import threading
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from tests.standins import calls
from tests.standins.calls import Asked
from tests.standins.overseerr_answers import Answers
from tests.standins.overseerr_holding import Holding
from tests.standins.overseerr_hook import Hook
from tests.standins.overseerr_life import Refused
from tests.standins.overseerr_state import ADMIN, Flavour, Memory, Request, User
from tests.standins.speaking import Answer, Broken, Speaker

API_KEY = "b3ZlcnNlZXJyLXN0YW5kLWlu"
_BASE = "/api/v1"
_BROKEN = Broken(
    inside=b'{"message":"broken inside"}',
    half=b'{"id": 1, "sta',
    garbage=b"<html>not what was asked for</html>",
    kind="application/json; charset=utf-8",
    inside_kind="application/json; charset=utf-8",
)


@dataclass
class Faults(calls.Faults):
    """The same, for calls named "METHOD /path"."""

    lose_answer: bool = False
    """Do what is asked, and break the connection instead of answering."""

    def _any(self) -> bool:
        return super()._any() or self.lose_answer


@dataclass
class OverseerrStandIn:
    """One server on a loopback port that stays the same when it is stopped and started."""

    flavour: Flavour = "overseerr"
    api_key: str = API_KEY
    port: int = 0
    radarr_works: bool = True
    tmdb_works: bool = True
    faults: Faults = field(default_factory=Faults)
    hook: Hook = field(default_factory=Hook)
    memory: Memory = field(default_factory=Memory)
    asked: list[Asked] = field(default_factory=list)
    holding: Holding = field(default_factory=Holding)
    _server: ThreadingHTTPServer | None = None

    def __post_init__(self) -> None:
        self.memory.flavour = self.flavour
        self.memory.add_user("owner@example.org", "owner", permissions=ADMIN)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def answers(self) -> Answers:
        return Answers(self.memory, self.hook, self)

    @property
    def requests(self) -> list[Request]:
        return list(self.memory.requests.values())

    def __enter__(self) -> Self:
        self.hook.start()
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
        self.hook.stop()

    def start(self) -> Self:
        handler = type("Handler", (_Handler,), {"overseerr": self})
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

    def add_user(self, email: str, name: str = "", **more: Any) -> User:
        with self.memory.lock:
            return self.memory.add_user(email, name, **more)

    def ask(self, by: User, kind: str, tmdb_id: int, **wish: Any) -> Request:
        """Somebody asks in Overseerr itself, and waits for approval there."""
        with self.memory.lock:
            made = self.answers.life.ask(by, kind, tmdb_id, {"is4k": False, **wish}, approved=False)
        assert made is not None
        return made

    def approve(self, request: Request) -> None:
        with self.memory.lock:
            self.answers.life.approve(request)

    def decline(self, request: Request) -> None:
        with self.memory.lock:
            self.answers.life.decline(request)

    def fail(self, request: Request) -> None:
        with self.memory.lock:
            self.answers.life.fail(request)

    def arrive(self, request: Request, seasons: list[int] | None = None) -> None:
        """The library has it, or these seasons of it."""
        with self.memory.lock:
            self.answers.life.arrive(request, seasons)

    def count(self, method: str, path: str) -> int:
        """How many calls of `method` had exactly this path below the API's base."""
        return sum(a.method == method and a.path == path for a in self.asked)


class _Handler(Speaker):
    overseerr: OverseerrStandIn

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", "0")))
        path = parts.path.removeprefix(_BASE)
        asked = Asked(self.command, path, dict(parse_qsl(parts.query)), headers, body)
        self.overseerr.asked.append(asked)
        faults = self.overseerr.faults
        broken = faults.hit(f"{self.command} {path}")
        if broken and self.fail(faults, _BROKEN):
            return
        held = self.overseerr.holding.meet(asked, self.overseerr.memory)
        if held and held.wait("before"):
            self.close_connection = True
            return
        try:
            with self.overseerr.memory.lock:
                status, answer = self.overseerr.answers.answer(asked)
        except Refused as refused:
            status, answer = refused.status, refused.body
        if held:
            held.wait("after")
        if broken and faults.lose_answer:
            self.close_connection = True
            return
        self.send(Answer(status, b"" if answer is None else json.dumps(answer).encode()))

    do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815 - the base class names them


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--port", type=int, default=0)
    told.add_argument("--flavour", choices=["overseerr", "seerr"], default="overseerr")
    given = told.parse_args()
    running = OverseerrStandIn(flavour=given.flavour, port=given.port)
    with running, contextlib.suppress(KeyboardInterrupt):
        print(running.url, running.api_key, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
