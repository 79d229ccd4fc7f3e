"""A household with a Plex full of films, an Overseerr, and a member who asks for more."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from tests.browser.stocked import Stocked, stocking
from tests.standins.overseerr import OverseerrStandIn
from tests.standins.plex import PlexStandIn
from tests.standins.plex_stock import stock_films, stock_show
from tests.standins.plex_things import Film, Section
from tests.standins.world import Film as KnownFilm
from tests.support.appliance import Appliance
from tests.support.waiting import until

MEMBER = {"name": "Alan Turing", "email": "alan@example.org", "password": "a quiet afternoon"}
_IN_PLEX = 70


@dataclass
class Cinema:
    """The appliance, those whom it asks, and what nobody has asked for yet."""

    stocked: Stocked
    plex: PlexStandIn
    overseerr: OverseerrStandIn
    films: Section
    _unasked: Iterator[KnownFilm] = field(init=False)

    def __post_init__(self) -> None:
        self._unasked = iter(self._plain()[_IN_PLEX:])

    @property
    def appliance(self) -> Appliance:
        return self.stocked.appliance

    def in_plex(self) -> Sequence[KnownFilm]:
        """The films that Plex has."""
        return self._plain()[:_IN_PLEX]

    def ask(self, count: int = 1, **wish: Any) -> list[dict[str, Any]]:
        """The member asks for films that nobody has; the requests, once their titles are known."""
        with self.member() as client:
            wanted = [
                {"mediaType": "movie", "tmdbId": next(self._unasked).tmdb_id, **wish}
                for _ in range(count)
            ]
            return [_asked(client, one) for one in wanted]

    def ask_for_show(self) -> dict[str, Any]:
        """The member asks for a show of which Plex has one season."""
        show = {"mediaType": "tv", "tmdbId": self.stocked.show(0).tmdb_id, "seasons": "all"}
        with self.member() as client:
            return _asked(client, show)

    def member(self) -> httpx2.Client:
        """A client that is signed in as the member."""
        known = {name: MEMBER[name] for name in ("email", "password")}
        with self.appliance.client() as client:
            answer = client.post("/auth/login", json=known).raise_for_status()
        return self.appliance.client(answer.json()["tokens"]["accessToken"])

    def read_plex(self) -> dict[str, Any]:
        """Have all of Plex read; what came of it."""
        with self.appliance.owner() as client:
            started = client.post("/plex/sync", json={"full": True}).raise_for_status().json()
            reports: list[dict[str, Any]] = []

            def ended() -> bool:
                reports[:] = client.get("/plex/syncs").json()["items"]
                return any(one["id"] == started["id"] and one["finishedAt"] for one in reports)

            until(ended)
        return next(one for one in reports if one["id"] == started["id"])

    def _plain(self) -> list[KnownFilm]:
        return [film for film in self.stocked.world.every_film if not film.adult and film.year]


@contextmanager
def opening(folder: Path) -> Iterator[Cinema]:
    """One that is running, with a Plex that was read."""
    with ExitStack() as stack:
        plex = stack.enter_context(PlexStandIn())
        overseerr = stack.enter_context(OverseerrStandIn())
        stocked = stack.enter_context(stocking(folder))
        films = plex.add_library("Films", "movie", {"/plex/films": folder})
        shows = plex.add_library("Shows", "show", {"/plex/shows": folder})
        cinema = Cinema(stocked, plex, overseerr, films)
        stock_films(plex.shelves, films, cinema.in_plex()[1:])
        stock_films(plex.shelves, films, cinema.in_plex()[:1], Film.in_4k())
        stock_show(plex.shelves, shows, stocked.show(0), seasons=[1])
        with stocked.appliance.owner() as client:
            _put(client, "/services/plex", url=plex.url, token=plex.token)
            _put(client, "/services/overseerr", url=overseerr.url, secret=overseerr.api_key)
            client.post("/admin/users", json={**MEMBER, "role": "member"}).raise_for_status()
        cinema.read_plex()
        yield cinema


def _asked(client: httpx2.Client, wish: dict[str, Any]) -> dict[str, Any]:
    made = client.post("/media/requests", json=wish).raise_for_status().json()
    found: list[dict[str, Any]] = []

    def described() -> bool:
        found[:] = [client.get(f"/media/requests/{made['id']}").raise_for_status().json()]
        return bool(found[0]["title"])

    until(described)
    return found[0]


def _put(client: httpx2.Client, path: str, **body: str) -> None:
    client.put(path, json=body).raise_for_status()
