"""The Movie Database small enough to read: real HTTP, an invented world, faults to switch on.

    with TmdbStandIn(World(films=2000)) as tmdb:
        tmdb.url, tmdb.image_url, tmdb.api_key

Run it by hand: `python -m tests.standins.tmdb --port 7070 --films 2000`.
"""

import argparse
from dataclasses import dataclass, field
from typing import Any

from tests.standins.calls import Asked
from tests.standins.speaking import Answer
from tests.standins.tmdb_answers import Answers, Refused
from tests.standins.tmdb_pictures import picture
from tests.standins.web import WebStandIn, said, until_interrupted
from tests.standins.world import World

API_KEY = "0123456789abcdef0123456789abcdef"
READ_TOKEN = "eyJhbGciOiJIUzI1NiJ9.stand-in.token"
_IMAGES = "/t/p/"


@dataclass
class TmdbStandIn(WebStandIn):
    """Takes the short key as `api_key=`, or the long token as a bearer."""

    world: World = field(default_factory=World)
    api_key: str = API_KEY
    read_token: str = READ_TOKEN
    changed: list[tuple[str, int]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.root}/3"

    @property
    def image_url(self) -> str:
        return f"{self.root}/t/p"

    def edit(self, media_type: str, tmdb_id: int, **changes: Any) -> None:
        """Change a title of the world, and say so under /changes."""
        with self.lock:
            self.world.edit(media_type, tmdb_id, **changes)
            self.changed.append((media_type, tmdb_id))

    def limited(self, asked: Asked) -> bool:
        return not asked.path.startswith(_IMAGES)

    def answer(self, asked: Asked) -> Answer:
        if asked.path.startswith(_IMAGES):
            return _picture(asked.path)
        if not self._may_ask(asked):
            return refused(401, 7, "Invalid API key: You must be granted a valid key.")
        try:
            with self.lock:
                made = Answers(self.world, self.image_url, self.changed).answer(asked)
        except Refused as told:
            return refused(told.status, told.code, told.message)
        return said(made, cache_control="public, max-age=3600")

    def too_many(self, retry_after: float = 1) -> Answer:
        told = refused(429, 25, "Your request count (41) is over the allowed limit of (40).")
        return Answer(429, told.body, headers={"Retry-After": f"{retry_after:g}"})

    def broken(self, status: int) -> Answer:
        return refused(status, 11, "Internal error: Something went wrong, contact TMDb.")

    def _may_ask(self, asked: Asked) -> bool:
        bearer = asked.headers.get("authorization") == f"Bearer {self.read_token}"
        return bearer or asked.query.get("api_key") == self.api_key


def refused(status: int, code: int, message: str) -> Answer:
    """What TMDB says in place of an answer."""
    return said({"success": False, "status_code": code, "status_message": message}, status)


def _picture(path: str) -> Answer:
    size, _, name = path.removeprefix(_IMAGES).partition("/")
    drawn = picture(size, name)
    if drawn is None:
        return Answer(404, b"<html>no such picture</html>", "text/html")
    kept = {"Cache-Control": "public, max-age=31536000"}
    return Answer(200, drawn, "image/jpeg", kept)


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--port", type=int, default=0)
    told.add_argument("--seed", type=int, default=1)
    told.add_argument("--films", type=int, default=2000)
    told.add_argument("--shows", type=int, default=300)
    told.add_argument("--limit", type=int, default=None, help="requests a second before 429")
    told.add_argument("--slow", type=float, default=0, help="seconds that every answer takes")
    given = told.parse_args()
    world = World(given.seed, given.films, given.shows)
    tmdb = TmdbStandIn(world, port=given.port, limit_per_second=given.limit)
    tmdb.faults.slow = given.slow
    with tmdb:
        until_interrupted(tmdb.url, tmdb.image_url, tmdb.api_key)


if __name__ == "__main__":
    main()
