"""Brings one request to every point of its way at once, and keeps each there.

Nothing of the program is patched: the database waits for a lock, Overseerr and Plex keep their
answers to themselves, a queue is paused.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property

import httpx2
from tests.requests.appliance.cinema import ANNA, MARIA, OLGA, Cinema
from tests.requests.appliance.holds import RequestHolds
from tests.standins.overseerr_holding import When
from tests.standins.plex_stock import stock_films
from tests.standins.world import Film
from tests.support.database import Line
from tests.support.waiting import until

NORA, PIA = "Nora", "Pia"
# Whoever is asking, or waits for an answer to it, keeps others from asking in the same name.
ASKERS = {"approving": NORA, "posting": PIA}
# What the row of each says at the moment of the kill; of one there is no row yet.
THERE = {
    "describing": "pending",
    "failing": "pending",
    "asking": "approved",
    "asked": "approved",
    "linking": "approved",
    "submitting": "submitted",
    "approved": "approved",
    "approving": "pending",
    "posting": "",
}
BACK = {
    "processing": "processing",
    "looking": "processing",
    "withdrawing": "cancelled",
    "arriving": "processing",
    "telling": "processing",
    "reading": "processing",
    "heard": "processing",
}
FEW = {name: {**THERE, **BACK}[name] for name in ("linking", "approving", "posting", "telling")}
_ENTERING = {
    "describing": "described",
    "failing": "request.failed",
    "linking": "submitted",
    "submitting": "processing",
    "approving": "approved",
    "posting": "request.created",
    "arriving": "available",
    "telling": "request.available",
}
_KEPT_THERE: dict[str, tuple[str, When]] = {
    "asking": ("POST", "before"),
    "asked": ("POST", "after"),
    "looking": ("GET", "after"),
    "withdrawing": ("DELETE", "after"),
}
_UNKNOWN = 1_900_000_000


@dataclass
class Points:
    """One round: a request for each of `wanted`, a point and the state it stands for."""

    cinema: Cinema
    line: Line
    wanted: dict[str, str]
    films: dict[str, Film] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    waiting: list[Future[httpx2.Response]] = field(default_factory=list)

    @cached_property
    def holds(self) -> RequestHolds:
        return RequestHolds(self.line)

    @cached_property
    def threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor()

    def asker(self, name: str) -> str:
        return ASKERS.get(name, MARIA)

    def bring_all(self) -> None:
        """Return when each is kept at its point."""
        # A webhook that is faster than the answer would take them past their points.
        self.cinema.overseerr.hook.drop = True
        for name in self.wanted:
            self._choose(name)
        for name in self.wanted:
            if name in BACK:
                self._fetched(name)
        for name in self.wanted:
            self._steps[name](name)
        assert self.states() == self.wanted

    def states(self) -> dict[str, str]:
        """Where each stands, straight from the database."""
        rows = self.line.ask("SELECT tmdb_id, state FROM media_requests")
        known = {row["tmdb_id"]: row["state"] for row in rows}
        return {name: known.get(self.films[name].tmdb_id, "") for name in self.wanted}

    def let_go(self) -> None:
        """Nothing is kept back any more, but Overseerr still tells nobody what it did."""
        self.cinema.overseerr.holding.let_go()
        self.cinema.plex.let_go()
        for one in self.waiting:
            one.exception(60)

    def stock(self, names: Sequence[str]) -> None:
        films = [self.films[name] for name in names]
        stock_films(self.cinema.plex.shelves, self.cinema.films, films)

    @property
    def _steps(self) -> dict[str, Callable[[str], None]]:
        return {
            "describing": self._ask_held,
            "failing": self._ask_held,
            "asking": self._approve_held,
            "asked": self._approve_held,
            "linking": self._approve_held,
            "submitting": self._approve_held,
            "approved": self._approve_while_paused,
            "approving": self._approving,
            "posting": self._posting,
            "processing": lambda _: None,
            "looking": self._looking,
            "withdrawing": self._withdrawing,
            "arriving": self._arriving,
            "telling": self._arriving,
            "reading": self._reading,
            "heard": self._hear_while_paused,
        }

    def _choose(self, name: str) -> None:
        unknown = name == "describing"
        film = self.cinema.unheard_of() if unknown else self.cinema.film()
        if name == "failing":
            film = replace(film, tmdb_id=_UNKNOWN + film.tmdb_id)
        elif not unknown:
            # Known beforehand, so that nothing has to be asked about it.
            self.cinema.person(MARIA).get(f"/media/movie/{film.tmdb_id}").raise_for_status()
        self.films[name] = film

    def _ask(self, name: str) -> str:
        self.ids[name] = self.cinema.asked(self.asker(name), self.films[name])
        return self.ids[name]

    def _hold(self, name: str) -> None:
        self.holds.before(str(self.films[name].tmdb_id), _ENTERING[name])

    def _settle(self, name: str) -> None:
        about = str(self.films[name].tmdb_id)
        until(lambda: self.holds.reached(about), what=lambda: str((name, self.states())))

    def _ask_held(self, name: str) -> None:
        self._hold(name)
        self._ask(name)
        self._settle(name)

    def _approve(self, name: str) -> None:
        self.cinema.do(ANNA, "approve", self.ids[name]).raise_for_status()

    def _approve_held(self, name: str) -> None:
        self._ask(name)
        if name in _ENTERING:
            self._hold(name)
            self._approve(name)
            self._settle(name)
            return
        reached = self._keep(name)
        self._approve(name)
        until(reached, what=name)

    def _keep(self, name: str) -> Callable[[], bool]:
        method, when = _KEPT_THERE[name]
        holding = self.cinema.overseerr.holding
        return holding.next(method, self.films[name].tmdb_id, when).is_set

    def _pause(self) -> None:
        owner = self.cinema.person(OLGA)
        owner.post("/admin/queues/overseerr/pause").raise_for_status()

    def _approve_while_paused(self, name: str) -> None:
        self._pause()
        self._ask(name)
        self._approve(name)

    def _approving(self, name: str) -> None:
        request = self._ask(name)
        self._hold(name)
        self._later(f"/media/requests/{request}/approve", ANNA, {})
        self._settle(name)

    def _posting(self, name: str) -> None:
        film = self.films[name]
        self._hold(name)
        wish = {"mediaType": film.media_type, "tmdbId": film.tmdb_id}
        self._later("/media/requests", PIA, wish)
        self._settle(name)

    def _later(self, path: str, name: str, body: dict[str, object]) -> None:
        client = self.cinema.appliance.client(self.cinema.tokens[name])

        def post() -> httpx2.Response:
            with client:
                return client.post(path, json=body)

        self.waiting.append(self.threads.submit(post))

    def _fetched(self, name: str) -> None:
        self._ask(name)
        self._approve(name)
        self.cinema.comes_to(self.ids[name], "processing")

    def _looking(self, name: str) -> None:
        reached = self._keep(name)
        self._tell(name)
        until(reached, what=name)

    def _tell(self, name: str) -> None:
        overseerr = self.cinema.overseerr
        [made] = self.cinema.there(self.films[name])
        overseerr.hook.drop = False
        overseerr.arrive(made)
        overseerr.hook.drop = True
        until(overseerr.hook.idle, what="the webhook")

    def _withdrawing(self, name: str) -> None:
        reached = self._keep(name)
        self.cinema.do(ANNA, "cancel", self.ids[name]).raise_for_status()
        until(reached, what=name)

    def _arriving(self, name: str) -> None:
        if name not in self.ids:
            self._fetched(name)
        self._hold(name)
        self.stock([name])
        self._sync()
        self._settle(name)

    def _sync(self) -> str:
        def begun() -> str:
            answer = self.cinema.person(OLGA).post("/plex/sync", json={"full": False})
            return str(answer.json()["id"] or "")

        return until(begun, what="a reading")

    def _reading(self, name: str) -> None:
        self.stock([name])
        self.cinema.plex.hold(f"/library/sections/{self.cinema.films.key}/all")
        self._sync()
        until(self.cinema.plex.held.is_set, what=name)

    def _hear_while_paused(self, name: str) -> None:
        self._pause()
        self._tell(name)
