"""The appliance of a household that asks for films: TMDB, Plex and Overseerr around it."""

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from tests.requests.appliance.ears import Ear, Json
from tests.standins.overseerr import OverseerrStandIn
from tests.standins.overseerr_state import Request
from tests.standins.plex import PlexStandIn, Section
from tests.standins.tmdb import TmdbStandIn
from tests.standins.world import Film, Show, World
from tests.standins.world_titles import FIRST_TITLE
from tests.support.appliance import Appliance
from tests.support.people import PASSWORD, add_person, email_of
from tests.support.waiting import until
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

OLGA, ANNA, MARIA, PAUL = "Olga", "Anna", "Maria", "Paul"
_UNDER_WAY = {"waiting", "retrying", "running"}
_OURS = ("requests.", "plex.", "youtube.", "downloads.")


@dataclass
class Cinema:
    """The appliance, its neighbours and its people; each person has one client."""

    appliance: Appliance
    tmdb: TmdbStandIn
    plex: PlexStandIn
    overseerr: OverseerrStandIn
    films: Section
    shows: Section
    tokens: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    _clients: dict[str, httpx2.Client] = field(default_factory=dict)
    _fresh: Iterator[Film] = field(default_factory=lambda: iter(()))

    def person(self, name: str) -> httpx2.Client:
        if name not in self._clients:
            self._clients[name] = self.appliance.client(self.tokens[name])
        return self._clients[name]

    def hang_up(self) -> None:
        """Drop every connection, e.g. to an appliance that is about to die."""
        for client in self._clients.values():
            client.close()
        self._clients.clear()

    def move_in(self, name: str, role: str = "member") -> None:
        self.ids[name] = add_person(self.person(OLGA), name, role)["id"]
        self._sign_in(name, {"email": email_of(name), "password": PASSWORD})

    def _sign_in(self, name: str, known: dict[str, str]) -> None:
        with self.appliance.client() as stranger:
            answer = stranger.post("/auth/login", json=known)
        assert answer.status_code == 200, answer.text
        self.tokens[name] = answer.json()["tokens"]["accessToken"]

    def furnish(self) -> None:
        """Make the people, and connect Plex and Overseerr with their webhooks."""
        self.tokens[OLGA] = self.appliance.set_up()["tokens"]["accessToken"]
        self.move_in(ANNA, "admin")
        self.move_in(MARIA)
        self.move_in(PAUL)
        self.overseerr.add_user(email_of(MARIA))
        self.connect_overseerr()
        owner = self.person(OLGA)
        owner.post("/overseerr/webhook", json={}).raise_for_status()
        media = str(self.appliance.media_dir)
        mapping = {"local": media, "plex": "/plex/videos"}
        wanted = {"url": self.plex.url, "token": self.plex.token, "pathMappings": [mapping]}
        owner.put("/services/plex", json=wanted).raise_for_status()
        self.plex.webhooks = [owner.get("/services/plex/webhook").json()["url"]]
        self.synced()

    def connect_overseerr(self, *, enabled: bool = True) -> None:
        given = {"url": self.overseerr.url, "secret": self.overseerr.api_key, "enabled": enabled}
        self.person(OLGA).put("/services/overseerr", json=given).raise_for_status()

    @contextmanager
    def without_overseerr(self) -> Iterator[None]:
        """Let Overseerr be away; that it is up again an owner says by saving its address anew."""
        self.overseerr.stop()
        try:
            yield
        finally:
            self.overseerr.start()
            self.connect_overseerr()

    def film(self) -> Film:
        """A film that nobody has asked for yet."""
        return next(self._fresh)

    def unheard_of(self) -> Film:
        """A film that stands on no list, so that nobody has come across it."""
        world = self.tmdb.world
        while True:
            world.films += 1
            made = world.film(FIRST_TITLE + world.films - 1)
            if made is not None and _is_plain(made):
                return made

    def show(self, *, seasons: int = 1) -> Show:
        """The most popular show of so many seasons at least whose episodes have all been aired."""
        return next(
            show
            for show in self.tmdb.world.every_show
            if len(show.seasons) >= seasons
            and all(one.air_date for season in show.seasons for one in season.episodes)
        )

    def ask(self, name: str, title: Film | Show, **more: Any) -> httpx2.Response:
        body = {"mediaType": title.media_type, "tmdbId": title.tmdb_id, **more}
        return self.person(name).post("/media/requests", json=body)

    def asked(self, name: str, title: Film | Show, **more: Any) -> str:
        """Ask for something new; the request's id."""
        answer = self.ask(name, title, **more)
        assert answer.status_code == 201, answer.text
        made: str = answer.json()["id"]
        return made

    def do(self, name: str, action: str, request: str, **body: Any) -> httpx2.Response:
        return self.person(name).post(f"/media/requests/{request}/{action}", json=body)

    def see(self, request: str, name: str = ANNA) -> Json:
        answer = self.person(name).get(f"/media/requests/{request}")
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    def there(self, title: Film | Show) -> list[Request]:
        """What Overseerr was asked for of a title."""
        about = (title.media_type, title.tmdb_id)
        every = self.overseerr.requests
        return [one for one in every if (one.media.kind, one.media.tmdb_id) == about]

    def comes_to(self, request: str, state: str) -> Json:
        """Wait until a request is in that state; the request."""
        until(lambda: self.see(request)["state"] == state, what=lambda: self._story(request, state))
        return self.see(request)

    def _story(self, request: str, state: str) -> object:
        return (f"not {state}", self.see(request)["timeline"], self.appliance.tail())

    def told(self, name: str, request: str) -> list[str]:
        """The kinds of what a person finds about a request in the inbox, oldest first."""
        items: list[Json] = (
            self.person(name).get("/notifications", params={"limit": 100}).json()["items"]
        )
        return [one["kind"] for one in reversed(items) if one["link"] == f"/requests/{request}"]

    def synced(self, *, full: bool = True) -> Json:
        """Have Plex read now; the report."""
        owner = self.person(OLGA)

        def begun() -> str | None:
            job: str | None = owner.post("/plex/sync", json={"full": full}).json()["id"]
            return job

        self.idle()
        job = until(begun, what="a reading")
        over = {"done", "failed", "retrying"}
        until(lambda: owner.get(f"/admin/jobs/{job}").json()["state"] in over, what=self.work)
        # One that failed is tried again in minutes, which nobody here waits for.
        owner.post(f"/admin/jobs/{job}/cancel")
        self.idle()
        reports: list[Json] = owner.get("/plex/syncs").json()["items"]
        return next(one for one in reports if one["id"] == job)

    def run(self, schedule: str) -> None:
        """Run a schedule now, and wait for all that follows."""
        address = f"/admin/schedules/{schedule}/run"
        # None is begun while the timetable's own still runs.
        until(lambda: self.person(OLGA).post(address).json()["jobId"], what=schedule)
        self.idle()

    def try_now(self, subject: str) -> None:
        """Have the job about `subject` that is put off tried at once, as a manager can."""
        owner = self.person(OLGA)
        later = owner.get("/admin/jobs", params={"state": "retrying"}).json()["items"]
        [job] = [one["id"] for one in later if one["subject"] == subject]
        owner.post(f"/admin/jobs/{job}/cancel").raise_for_status()
        owner.post(f"/admin/jobs/{job}/retry").raise_for_status()

    def restart(self) -> None:
        """Kill the appliance without warning, and start it again."""
        self.hang_up()
        self.appliance.kill()
        self.appliance.start()

    def work(self) -> list[tuple[str, str, str]]:
        """What is still to be done about requests and Plex: kind, subject and state."""
        # In one answer: asked for state by state, a job slips from one into another in between.
        newest = self.person(OLGA).get("/admin/jobs", params={"limit": 100}).json()["items"]
        return [
            (one["kind"], one["subject"], one["state"])
            for one in newest
            if one["state"] in _UNDER_WAY and one["kind"].startswith(_OURS)
        ]

    def idle(self) -> None:
        """Wait until no work about requests and Plex is left, and no webhook is on its way."""
        until(lambda: self.overseerr.hook.idle() and not self.work(), what=lambda: str(self.work()))

    @contextmanager
    def listening(self, *names: str) -> Iterator[dict[str, Ear]]:
        """Listen to what these people are sent live."""
        with ExitStack() as stack:
            yield {name: stack.enter_context(self._ear(name)) for name in names}

    @contextmanager
    def _ear(self, name: str) -> Iterator[Ear]:
        address = self.appliance.base_url.replace("http", "ws") + "/api/v1/events"
        ear = Ear()
        headers = {"Authorization": f"Bearer {self.tokens[name]}"}
        with connect(address, additional_headers=headers) as socket:
            assert json.loads(socket.recv(timeout=60))["type"] == "hello"

            def listen() -> None:
                try:
                    for frame in socket:
                        ear.frames.append(json.loads(frame))
                except ConnectionClosed:
                    return

            listener = threading.Thread(target=listen, daemon=True)
            listener.start()
            yield ear
        listener.join(60)


@contextmanager
def opened(folder: Path) -> Iterator[Cinema]:
    """Everything running and connected; ended however a test left it."""
    world = World(shows=60)
    with TmdbStandIn(world) as tmdb, PlexStandIn() as plex, OverseerrStandIn() as overseerr:
        given = {
            "MEDIANEST__TMDB__URL": tmdb.url,
            "MEDIANEST__TMDB__IMAGE_URL": tmdb.image_url,
            "MEDIANEST__TMDB__API_KEY": tmdb.api_key,
            # What nobody here asks about is not to be fetched meanwhile.
            "MEDIANEST__TMDB__COMPLETE_SEASONS_EVERY": "600",
            # Each transaction that a test holds keeps a connection.
            "MEDIANEST__DATABASE__CONNECTIONS": "30",
        }
        appliance = Appliance(folder, **given)
        plex.add_library("Videos", "show", {"/plex/videos": appliance.media_dir})
        films = plex.add_library("Films", "movie", {"/plex/films": folder / "films"})
        shows = plex.add_library("Shows", "show", {"/plex/shows": folder / "shows"})
        appliance.start()
        cinema = Cinema(appliance, tmdb, plex, overseerr, films, shows)
        cinema._fresh = (film for film in world.every_film if _is_plain(film))
        try:
            cinema.furnish()
            yield cinema
        finally:
            cinema.hang_up()
            appliance.stop()


def _is_plain(film: Film) -> bool:
    return film.release_date is not None and not film.adult and film.title.isascii()
