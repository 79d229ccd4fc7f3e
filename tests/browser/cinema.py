"""A household with a Plex full of films, an Overseerr, and a member who asks for more."""

import time
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
from tests.standins.plex_things import Entry, Film, Section
from tests.standins.plex_tv import PlexTvStandIn
from tests.standins.world import Film as KnownFilm
from tests.support.appliance import Appliance
from tests.support.waiting import until

MEMBER = {"name": "Alan Turing", "email": "alan@example.org", "password": "a quiet afternoon"}
RULES = "/admin/request-rules"
_IN_PLEX = 70
_LONG = 400 * 24 * 3600.0  # seconds


@dataclass
class Cinema:
    """The appliance, those whom it asks, and what nobody has asked for yet."""

    stocked: Stocked
    plex: PlexStandIn
    plex_tv: PlexTvStandIn
    overseerr: OverseerrStandIn
    films: Section
    shows: Section
    attic: Section
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

    def neglect(self, count: int) -> list[Entry]:
        """Films in the attic that nobody has watched for so long that they are proposed to go."""
        unseen = [next(self._unasked) for _ in range(count)]
        put = stock_films(self.plex.shelves, self.attic, unseen)
        for one in put:
            one.change(added=time.time() - _LONG)
        self.read_plex()
        with self.appliance.owner() as client:
            path = "/admin/schedules/requests.propose_removals/run"
            client.post(path).raise_for_status()
            until(lambda: client.get("/admin/removals").json()["total"] == count)
        return put

    @contextmanager
    def without_overseerr(self) -> Iterator[httpx2.Client]:
        """While nobody fetches what is approved; a client that is signed in as the owner."""
        with self.appliance.owner() as client:
            client.delete("/services/overseerr").raise_for_status()
            try:
                yield client
            finally:
                self.connect_overseerr(client)

    @contextmanager
    def without_new_rules(self) -> Iterator[None]:
        """Rules that are made meanwhile are gone afterwards: they would decide what others ask."""
        with self.appliance.owner() as client:
            before = {rule["id"] for rule in client.get(RULES).json()["items"]}
            try:
                yield
            finally:
                for rule in client.get(RULES).json()["items"]:
                    if rule["id"] not in before:
                        client.delete(f"{RULES}/{rule['id']}").raise_for_status()

    def connect_overseerr(self, client: httpx2.Client) -> None:
        there = self.overseerr
        _put(client, "/services/overseerr", url=there.url, secret=there.api_key)

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
        plex_tv = stack.enter_context(PlexTvStandIn())
        plex_tv.add_server(plex.url, plex.server_id, plex.name)
        stocked = stack.enter_context(stocking(folder, MEDIANEST__PLEX__PLEX_TV_URL=plex_tv.url))
        films = plex.add_library("Films", "movie", {"/plex/films": folder})
        shows = plex.add_library("Shows", "show", {"/plex/shows": folder})
        attic = plex.add_library("Attic", "movie", {"/plex/attic": folder})
        cinema = Cinema(stocked, plex, plex_tv, overseerr, films, shows, attic)
        stock_films(plex.shelves, films, cinema.in_plex()[1:])
        stock_films(plex.shelves, films, cinema.in_plex()[:1], Film.in_4k())
        stock_show(plex.shelves, shows, stocked.show(0), seasons=[1])
        with stocked.appliance.owner() as client:
            _put(client, "/services/plex", url=plex.url, token=plex.token)
            cinema.connect_overseerr(client)
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
