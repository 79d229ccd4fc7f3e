"""The slice on real parts, and what tests ask of it again and again."""

import time
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
from tests.standins.tmdb import TmdbStandIn
from tests.support.doors import Doors

from medianest.accounts.permissions import Role
from medianest.catalog.build import CatalogConfig, CatalogParts, build
from medianest.catalog.feature import CatalogFeature
from medianest.catalog.flights import Flights
from medianest.catalog.images import Pictures
from medianest.catalog.locale import Locale
from medianest.catalog.standing import SeasonStanding, Standing, Standings
from medianest.infra.database import execute, fetch
from medianest.infra.events import LiveEvents
from medianest.infra.http import HttpClient
from medianest.infra.jobs import Jobs, Timing, Worker
from medianest.infra.keep import Keep
from medianest.infra.outside import Outside
from medianest.infra.tasks import Tasks
from medianest.infra.vault import Vault
from medianest.kit.media import TitleKey
from medianest.monitoring.schemas import ServiceConfig
from medianest.monitoring.service import Services

BASE = "/api/v1"
_QUICK = Timing(tick=timedelta(milliseconds=50), orphan_grace=timedelta(milliseconds=100))


class NothingKnown:
    """A household that has nothing, and has asked for nothing."""

    async def titles(self, _: Collection[TitleKey], __: UUID) -> Mapping[TitleKey, Standing]:
        return {}

    async def seasons(self, _: int, __: UUID) -> Mapping[int, SeasonStanding]:
        return {}


class Home:
    """A household whose TMDB is the stand-in."""

    def __init__(
        self,
        folder: Path,
        tmdb: TmdbStandIn,
        tasks: Tasks,
        *,
        standings: Standings | None = None,
        timeout: timedelta = timedelta(seconds=30),
    ) -> None:
        self.folder = folder
        self.tmdb = tmdb
        self.jobs = Jobs()
        given = ServiceConfig(name="tmdb", url=tmdb.url, secret=tmdb.api_key)
        self.services = Services(Vault(folder / "keys"), {"tmdb": given})
        keep = Keep(folder / "pictures", 1_000_000)
        client = HttpClient(Outside("pictures"), tmdb.image_url)
        self.pictures = Pictures(b"k" * 32, BASE, keep, client, Flights(tasks))
        self.parts: CatalogParts = build(
            CatalogConfig(
                home=Locale("en-US", "US"),
                per_second=40,
                fresh_for=timedelta(hours=24),
                timeout=timeout,
            ),
            services=self.services,
            pictures=self.pictures,
            jobs=self.jobs,
            tasks=tasks,
            standings=standings or NothingKnown(),
        )
        self.feature = CatalogFeature(self.parts, BASE)
        self.doors = Doors([self.feature])

    async def lose_tmdb(self) -> None:
        """From now on nothing answers; connections that are kept open break too."""
        self.tmdb.stop()
        await self.parts.tmdb.close()

    def worker(self) -> Worker:
        """What does the background work; without schedules, so that a test decides when."""
        return Worker(self.jobs, self.feature.kinds, [], events=LiveEvents(), timing=_QUICK)

    async def work_off(self) -> None:
        """Do all work that waits now."""
        kinds = {kind.name: kind for kind in self.feature.kinds}
        self.jobs.declare(kinds.values())
        async with self.worker():
            while await self.waiting():
                pass

    async def waiting(self) -> list[str]:
        rows = await fetch("SELECT kind FROM jobs WHERE state IN ('waiting', 'running')")
        return [row["kind"] for row in rows]


@asynccontextmanager
async def viewing(home: Home, *, age_limit: int) -> AsyncIterator[httpx2.AsyncClient]:
    """A member with an age limit."""
    async with home.doors.enter(Role.MEMBER) as client:
        person = home.doors.people[Role.MEMBER]
        await execute("UPDATE users SET age_limit = $2 WHERE id = $1", person, age_limit)
        yield client


async def grow_old(hours: float = 48) -> None:
    """Let everything that is stored be so much older."""
    await execute(
        "UPDATE tmdb_answers SET fetched_at = fetched_at - $1::interval,"
        " seen_at = seen_at - $1::interval",
        timedelta(hours=hours),
    )


def most_asked_since(began: float) -> float:
    """How often TMDB may have been asked since then (of the monotonic clock), at 40 a second."""
    return 4 + 36 * (time.monotonic() - began)


def ids(body: dict[str, Any], key: str = "items") -> list[tuple[str, int]]:
    return [(one["mediaType"], one["tmdbId"]) for one in body[key]]
