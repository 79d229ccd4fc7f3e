"""People who use the appliance all the time, so that a gap in it is noticed."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx2
from tests.support.visited import Visited


@dataclass
class Visitors:
    """People who look and hand something in all the time, through the proxy."""

    appliance: Visited
    token: str
    seen: list[int] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @contextmanager
    def going_on(self, *, many: int = 4, pause: float = 0.05) -> Iterator[None]:
        over = threading.Event()
        with ThreadPoolExecutor(many) as people:
            going = [people.submit(self._visit, over, number, pause) for number in range(many)]
            try:
                yield
            finally:
                over.set()
            for one in going:
                one.result()

    def _visit(self, over: threading.Event, number: int, pause: float) -> None:
        with self.appliance.client(self.token) as client:
            for turn in range(10_000):
                if over.is_set():
                    return
                self._look(client)
                if turn % 10 == 0:
                    self._say(client, f"{number}-{turn}")
                time.sleep(pause)

    def _look(self, client: httpx2.Client) -> None:
        try:
            self.seen.append(client.get("/youtube/downloads").status_code)
        except httpx2.HTTPError as failure:
            self.lost.append(repr(failure))

    def _say(self, client: httpx2.Client, name: str) -> None:
        # What was cut off may have been done: a person would look, and so is it checked below.
        answer = client.post("/media/lists", json={"title": name})
        if answer.status_code == 201:
            self.accepted.append(name)


def kept_lists(client: httpx2.Client) -> set[str]:
    return {one["title"] for one in client.get("/media/lists").json()["items"]}


def answers_in(seconds: float, visitors: Visitors) -> int:
    """How many answers eight people get who ask as fast as they can."""
    with visitors.going_on(many=8, pause=0):
        time.sleep(seconds)
    assert set(visitors.seen) == {200}
    return len(visitors.seen)
