"""People who hand in things without pause, and remember what was acknowledged."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx2
from tests.image.boxed import Boxed
from tests.image.street import Street
from tests.standins.world_titles import FIRST_TITLE

_CREATED = 201


@dataclass
class Writer:
    """Posts one body after the other to `path`; `kept` is what came back with a 201.

    `key` says which field of the answer tells one from the other.
    """

    appliance: Boxed
    token: str
    path: str
    bodies: Iterator[dict[str, Any]]
    pause: float
    key: str = "id"
    kept: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unanswered: int = 0

    def write(self, enough: threading.Event) -> None:
        """Go on through every outage until it is enough."""
        with self.appliance.client(self.token) as client:
            while not enough.wait(self.pause):
                try:
                    answer = client.post(self.path, json=next(self.bodies))
                except httpx2.HTTPError:
                    self.unanswered += 1
                    continue
                if answer.status_code == _CREATED:
                    self.kept.append(answer.json()[self.key])
                elif answer.status_code < 500:
                    self.refused.append(answer.text)


@dataclass(frozen=True)
class Load:
    """Several of them at once: links that are fetched, films that are wished for, lists."""

    links: list[Writer]
    wishes: list[Writer]
    lists: list[Writer]

    @property
    def everyone(self) -> list[Writer]:
        return [*self.links, *self.wishes, *self.lists]

    @contextmanager
    def going_on(self) -> Iterator[None]:
        enough = threading.Event()
        threads = [threading.Thread(target=one.write, args=(enough,)) for one in self.everyone]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            enough.set()
            for thread in threads:
                thread.join()


def load_on(appliance: Boxed, street: Street, tokens: list[str]) -> Load:
    """One writer of each kind for every token; nothing is handed in twice."""
    videos, films, names = count(1), count(FIRST_TITLE), count(1)

    def links() -> Iterator[dict[str, Any]]:
        return ({"url": street.video(number)} for number in videos)

    def wishes() -> Iterator[dict[str, Any]]:
        return ({"mediaType": "movie", "tmdbId": number} for number in films)

    def lists() -> Iterator[dict[str, Any]]:
        return ({"title": f"List {number}"} for number in names)

    return Load(
        [Writer(appliance, one, "/youtube/downloads", links(), 3) for one in tokens],
        [Writer(appliance, one, "/media/requests", wishes(), 0.2) for one in tokens],
        [Writer(appliance, one, "/media/lists", lists(), 0.1, "slug") for one in tokens],
    )
