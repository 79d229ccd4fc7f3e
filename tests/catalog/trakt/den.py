"""Everything behind a person's link to Trakt, on a real database and a Trakt of one's own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import msgspec
from tests.standins.trakt import CLIENT_SECRET, TraktStandIn

from medianest.accounts.permissions import Role
from medianest.accounts.queries import people
from medianest.catalog.trakt.access import Access
from medianest.catalog.trakt.build import build
from medianest.catalog.trakt.service import Trakt
from medianest.catalog.trakt.work import POLL, REVOKE, Poll, Revoke, Sync
from medianest.infra.database import fetch, fetchrow
from medianest.infra.events import LiveEvents
from medianest.infra.jobs import Jobs, Run
from medianest.infra.outside import Outside
from medianest.infra.vault import Vault
from medianest.kit.clock import now
from medianest.kit.errors import UnavailableError
from medianest.kit.ids import new_id
from medianest.kit.media import TitleKey
from medianest.monitoring.schemas import ServiceConfig
from medianest.notifications.service import Notifications

T = TypeVar("T", bound=msgspec.Struct)


def run() -> Run:
    return Run(id=new_id(), kind="trakt")


def film(number: int) -> TitleKey:
    return TitleKey("movie", number)


def show(number: int) -> TitleKey:
    return TitleKey("tv", number)


@dataclass
class Shelf:
    """Stands where the catalogue will: knows titles, and keeps people's lists."""

    known: set[TitleKey] = field(default_factory=set)
    lists: dict[UUID, list[TitleKey]] = field(default_factory=dict)
    away: bool = False
    asked: int = 0

    async def missing(self, keys: Collection[TitleKey]) -> list[TitleKey]:
        return [key for key in keys if key not in self.known]

    async def fetch(self, key: TitleKey) -> object:
        self.asked += 1
        if self.away:
            raise UnavailableError
        self.known.add(key)
        return key

    async def keep_list(self, person: UUID, keys: Sequence[TitleKey]) -> None:
        self.lists[person] = list(keys)


@dataclass
class Den:
    """`trakt` is the slice, `outside` the stand-in; the clock can be put forward."""

    keys: Path
    outside: TraktStandIn
    shelf: Shelf = field(default_factory=Shelf)
    wished: list[tuple[UUID, TitleKey]] = field(default_factory=list)
    refusal: Exception | None = None
    ahead: timedelta = timedelta()
    configured: bool = True
    secret: str = CLIENT_SECRET

    def __post_init__(self) -> None:
        self.jobs, self.events = Jobs(), LiveEvents()
        self.trakt = self.another()

    def another(self) -> Trakt:
        """The slice once more, as another process would have it."""
        return build(
            access=Access(self._config, Outside("trakt"), "1.2.3"),
            vault=Vault(self.keys),
            jobs=self.jobs,
            events=self.events,
            notifications=Notifications(self.events, self.jobs),
            titles=self.shelf,
            on_wished=self._on_wished,
            clock=self.clock,
        )

    def clock(self) -> datetime:
        return now() + self.ahead

    async def person(self, name: str = "sam") -> UUID:
        row = people.PersonRow(
            id=new_id(),
            email=f"{name}@example.org",
            name=name,
            role=Role.MEMBER,
            created_at=now(),
        )
        await people.add(row, password_hash="-")
        return row.id

    async def linked(self, name: str = "sam") -> UUID:
        """A person whose account is linked and was not read yet."""
        person = await self.person(name)
        await self.link(person)
        return person

    async def link(self, person: UUID) -> None:
        state = await self.trakt.link(person)
        assert state.link is not None
        self.outside.approve(state.link.user_code)
        await self.poll(person)

    async def poll(self, person: UUID) -> None:
        """Do what the waiting job does, once."""
        order = await self.order(POLL, Poll)
        assert order.person == person
        await self.trakt.poll(order, run())

    async def sync(self, person: UUID, trakt: Trakt | None = None) -> None:
        await (trakt or self.trakt).work(Sync(person), run())

    async def revoke(self) -> None:
        await self.trakt.linking.revoke(await self.order(REVOKE, Revoke), run())

    @staticmethod
    async def order(kind: str, payload: type[T]) -> T:
        """What the latest job of a kind is told."""
        row = await fetchrow(
            "SELECT payload::text FROM jobs WHERE kind = $1 ORDER BY id DESC", kind
        )
        assert row is not None, f"nobody asked for {kind}"
        return msgspec.json.decode(row["payload"], type=payload)

    @staticmethod
    async def everything_stored() -> str:
        """All rows of these tables as text."""
        tables = ("trakt_links", "trakt_codes", "jobs", "events", "notifications")
        rows = [await fetch(f"SELECT t::text AS row FROM {table} t") for table in tables]  # noqa: S608
        return "\n".join(row["row"] for of_table in rows for row in of_table)

    async def _config(self) -> ServiceConfig | None:
        if not self.configured:
            return None
        return ServiceConfig(
            name="trakt",
            url=self.outside.url,
            secret=self.secret,
            options={"clientId": self.outside.client_id},
        )

    async def _on_wished(self, person: UUID, key: TitleKey) -> None:
        self.wished.append((person, key))
        if self.refusal is not None:
            raise self.refusal
