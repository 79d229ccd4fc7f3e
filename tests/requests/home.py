"""The slice on real parts; the catalogue and Plex are what a test says they are."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import httpx2
from tests.support.doors import Doors

from medianest.accounts.permissions import Role
from medianest.accounts.queries import people
from medianest.infra.database import execute, fetch
from medianest.infra.events import LiveEvents
from medianest.infra.jobs import Jobs, Run
from medianest.kit.errors import NotFoundError, OutsideError
from medianest.kit.ids import new_id
from medianest.kit.media import TitleKey
from medianest.notifications.service import Notifications
from medianest.requests.build import build
from medianest.requests.facts import Presence
from medianest.requests.feature import RequestsFeature
from medianest.requests.standing import InBoth
from medianest.requests.verdicts import Decide, by_permission
from medianest.requests.work import Describe, Reconcile


@dataclass(frozen=True)
class Title:
    """What the catalogue says of a film or show."""

    title: str
    year: int | None = 1999
    poster_path: str | None = None
    min_age: int | None = None
    runtime: int | None = 60
    genres: Sequence[int] = ()
    vote_average: float | None = None
    original_language: str = "en"


@dataclass(frozen=True)
class Episode:
    number: int
    air_date: date | None = None


@dataclass(frozen=True)
class Season:
    number: int
    episodes: Sequence[Episode]

    @property
    def episode_count(self) -> int:
        return len(self.episodes)


def season(number: int, episodes: int) -> Season:
    return Season(number, [Episode(one) for one in range(1, episodes + 1)])


@dataclass
class Shelf:
    """A catalogue: what is in `outside` has to be fetched first."""

    titles: dict[TitleKey, Title] = field(default_factory=dict)
    shows: dict[int, list[Season]] = field(default_factory=dict)
    outside: dict[TitleKey, Title] = field(default_factory=dict)
    away: bool = False
    cared_for: set[TitleKey] = field(default_factory=set)

    async def title(self, key: TitleKey, language: str | None = None) -> Title | None:
        assert language is None
        return self.titles.get(key)

    async def seasons(self, tmdb_id: int) -> Sequence[Season]:
        known = TitleKey("tv", tmdb_id) in self.titles
        return self.shows.get(tmdb_id, []) if known else []

    async def sizes(self, shows: Collection[int]) -> Mapping[int, int]:
        return {show: sum(one.episode_count for one in self.shows[show]) for show in shows}

    async def fetch(self, key: TitleKey) -> Title:
        if self.away:
            raise OutsideError
        if key not in self.outside:
            raise NotFoundError("There is no such title")
        self.titles[key] = self.outside[key]
        return self.titles[key]

    async def care(self, keys: Collection[TitleKey]) -> None:
        self.cared_for.update(keys)

    def film(self, tmdb_id: int, title: str = "Alien", **more: Any) -> int:
        self.titles[TitleKey("movie", tmdb_id)] = Title(title, **more)
        return tmdb_id

    def show(self, tmdb_id: int, *episodes: int, title: str = "Lost", **more: Any) -> int:
        """A show whose first season has so many episodes, its second so many, and so on."""
        self.titles[TitleKey("tv", tmdb_id)] = Title(title, **more)
        self.shows[tmdb_id] = [season(number, many) for number, many in enumerate(episodes, 1)]
        return tmdb_id


@dataclass
class PlexShelf:
    """What Plex has, by title and quality."""

    has: dict[tuple[TitleKey, bool], Presence] = field(default_factory=dict)
    is_connected: bool = True

    async def connected(self) -> bool:
        return self.is_connected

    async def presence(
        self, keys: Collection[TitleKey], *, is4k: bool
    ) -> Mapping[TitleKey, Presence]:
        return {key: self.has[key, is4k] for key in keys if (key, is4k) in self.has}

    async def both(self, keys: Collection[TitleKey]) -> InBoth:
        return await self.presence(keys, is4k=False), await self.presence(keys, is4k=True)

    def film(self, tmdb_id: int, *, is4k: bool = False) -> TitleKey:
        key = TitleKey("movie", tmdb_id)
        self.has[key, is4k] = Presence(film=True, plex_url=f"https://plex/{tmdb_id}")
        return key

    def show(self, tmdb_id: int, *, is4k: bool = False, **seasons: Sequence[int]) -> TitleKey:
        """The episodes of seasons, given as `s1=[1, 2]`."""
        there = {int(name[1:]): numbers for name, numbers in seasons.items()}
        return self.episodes(tmdb_id, there, is4k=is4k)

    def episodes(
        self, tmdb_id: int, seasons: Mapping[int, Sequence[int]], *, is4k: bool = False
    ) -> TitleKey:
        key = TitleKey("tv", tmdb_id)
        there = {season: frozenset(numbers) for season, numbers in seasons.items()}
        self.has[key, is4k] = Presence(episodes=there, plex_url=f"https://plex/{tmdb_id}")
        return key


@dataclass
class Links:
    """Fetches links, and says which have arrived."""

    asked: list[str] = field(default_factory=list)
    arrived: set[UUID] = field(default_factory=set)

    async def start(self, me: Any, url: str) -> UUID:
        assert me
        self.asked.append(url)
        return new_id()

    async def ready(self, download: UUID) -> bool:
        return download in self.arrived


def no_poster(path: str | None, min_age: int | None) -> None:
    """Nobody looks at pictures here."""
    del path, min_age


class Home:
    """A household that asks for films and shows."""

    def __init__(self, decide: Decide = by_permission) -> None:
        self.catalog = Shelf()
        self.plex = PlexShelf()
        self.links = Links()
        self.jobs = Jobs()
        self.live = LiveEvents()
        self.requests = build(
            catalog=self.catalog,
            presence=self.plex.presence,
            live=self.live,
            notifications=Notifications(self.live, self.jobs),
            jobs=self.jobs,
            managers=lambda: people.holding("requests.manage"),
            links=self.links,
            poster=no_poster,
            plex_connected=self.plex.connected,
            decide=decide,
        )
        self.feature = RequestsFeature(self.requests, base="/api/v1")
        self.doors = Doors([self.feature])

    @asynccontextmanager
    async def person(
        self, role: Role = Role.MEMBER, *, age_limit: int | None = None
    ) -> AsyncIterator["Person"]:
        async with self.doors.enter(role) as client:
            person = Person(client, self.doors.people[role])
            if age_limit is not None:
                await execute("UPDATE users SET age_limit = $2 WHERE id = $1", person.id, age_limit)
            yield person

    async def work(self) -> None:
        """Do what is waiting to be done, once."""
        rows = await fetch("SELECT id, kind, payload FROM jobs WHERE kind LIKE 'requests.%'")
        await execute("DELETE FROM jobs WHERE kind LIKE 'requests.%'")
        for row in rows:
            kind = next(one for one in self.feature.kinds if one.name == row["kind"])
            payload = row["payload"]
            given = (
                Describe(UUID(payload["request"]), payload["undecided"])
                if kind.payload is Describe
                else Reconcile([TitleKey(**key) for key in payload["keys"]])
            )
            await kind.run(given, Run(id=row["id"], kind=kind.name))

    async def told(self, person: UUID) -> list[str]:
        rows = await fetch(
            "SELECT kind FROM notifications WHERE person = $1 ORDER BY created_at, id", person
        )
        return [row["kind"] for row in rows]

    async def facts(self, person: UUID) -> list[dict[str, Any]]:
        """What each notification says to programs."""
        rows = await fetch(
            "SELECT params FROM notifications WHERE person = $1 ORDER BY created_at, id", person
        )
        return [row["params"] for row in rows]


@dataclass
class Person:
    """Somebody at the doors."""

    client: httpx2.AsyncClient
    id: UUID

    async def post(self, body: Mapping[str, Any]) -> httpx2.Response:
        return await self.client.post("/media/requests", json=dict(body))

    async def ask_film(self, tmdb_id: int, **more: Any) -> httpx2.Response:
        return await self.post({"mediaType": "movie", "tmdbId": tmdb_id, **more})

    async def ask_show(self, tmdb_id: int, **more: Any) -> httpx2.Response:
        return await self.post({"mediaType": "tv", "tmdbId": tmdb_id, **more})

    async def made(self, answer: httpx2.Response) -> dict[str, Any]:
        assert answer.status_code == 201, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def film(self, tmdb_id: int, **more: Any) -> dict[str, Any]:
        return await self.made(await self.ask_film(tmdb_id, **more))

    async def show(self, tmdb_id: int, **more: Any) -> dict[str, Any]:
        return await self.made(await self.ask_show(tmdb_id, **more))

    async def see(self, request: str) -> dict[str, Any]:
        answer = await self.client.get(f"/media/requests/{request}")
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def do(self, what: str, request: str, **body: Any) -> httpx2.Response:
        return await self.client.post(f"/media/requests/{request}/{what}", json=body)

    async def list(self, **query: Any) -> dict[str, Any]:
        answer = await self.client.get("/media/requests", params=query)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body


async def at_once(*coroutines: Any) -> list[httpx2.Response]:
    return list(await asyncio.gather(*coroutines))
