"""The slice on real parts; only Plex is a fake that can be told how to behave."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
from msgspec import structs
from tests.standins.media_site import MediaSite
from tests.support.doors import Doors

from medianest.accounts.permissions import Role
from medianest.accounts.queries import people
from medianest.downloads.confirming import Confirming
from medianest.downloads.feature import DownloadsFeature
from medianest.downloads.fetching import Fetching
from medianest.downloads.pictures import Pictures
from medianest.downloads.quotas.schemas import DownloadLimits
from medianest.downloads.quotas.service import Quotas
from medianest.downloads.room import Room
from medianest.downloads.runner import Runner
from medianest.downloads.service import (
    Downloads,
    Looking,
    MediaFiles,
    Removing,
    Shown,
    Steering,
    Submitting,
)
from medianest.downloads.telling import Telling
from medianest.downloads.waiting import Waiting
from medianest.household.quotas import Limit, RollingLimit
from medianest.infra import media
from medianest.infra.database import changed, fetch
from medianest.infra.egress import EgressGuard, EgressProxy
from medianest.infra.events import LiveEvents
from medianest.infra.jobs import Jobs, Timing, Worker
from medianest.infra.storage import in_folder
from medianest.notifications.service import Notifications
from medianest.plex.schemas import Destination, PlexItem

_QUICK = Timing(tick=timedelta(milliseconds=100), orphan_grace=timedelta(milliseconds=100))
USUAL = DownloadLimits(downloads=RollingLimit(limit=50, days=7), gigabytes=Limit(limit=200))
_END = {"available", "failed", "cancelled", "paused"}


@dataclass
class FakePlex:
    """Plex as the downloads see it."""

    root: Path
    is_connected: bool = False
    form: str = "film"
    fails: list[Exception] = field(default_factory=list)
    placed: list[tuple[Path, str | None]] = field(default_factory=list)

    async def connected(self) -> bool:
        return self.is_connected

    async def destination(self) -> Destination | None:
        if not self.is_connected:
            return None
        form: Any = self.form
        return Destination(root=self.root, form=form, library="Videos")

    async def place(self, path: Path, *, collection: str | None = None) -> PlexItem:
        if self.fails:
            raise self.fails.pop(0)
        self.placed.append((path, collection))
        return PlexItem(
            rating_key="7",
            title="x",
            library="Videos",
            collection=collection,
            url="https://plex/7",
        )


class Home:
    """A household that fetches links from one media site."""

    def __init__(
        self,
        folder: Path,
        site: MediaSite,
        proxy: EgressProxy,
        limits: DownloadLimits = USUAL,
    ) -> None:
        self.media = folder / "media"
        media.claim(self.media)
        self.site = site
        self.plex = FakePlex(self.media)
        self.jobs = Jobs()
        self.live = LiveEvents()
        self.runner = Runner(proxy)
        telling = Telling(
            self.live,
            Notifications(self.live, self.jobs),
            owners=lambda: people.holding("settings.manage"),
        )
        pictures = Pictures(in_folder(folder / "pictures"))
        guard = EgressGuard([site.authority])
        waiting = Waiting(self.jobs, telling)
        self.quotas = Quotas(limits, on_changed=[waiting.go_on])
        shown, files = Shown(pictures), MediaFiles(self.media_dir)
        looking = Looking(guard, self.runner)
        self.downloads = Downloads(
            Submitting(looking, shown, self.jobs, telling, self.quotas),
            shown,
            Steering(shown, files, self.jobs, telling, self.quotas, waiting),
            Removing(shown, files, self.jobs, telling, waiting),
            self.quotas,
        )
        self.free: int | None = None
        """What the disk is said to have left, in bytes, if that is not the truth."""
        self.room = Room(self.media_dir, self.quotas, keeps_free=5_000_000_000, look=self._look)
        self.fetching = Fetching(
            self.runner, telling, self.jobs, self.plex, self.media_dir, pictures, self.room
        )
        self.confirming = Confirming(self.plex, telling, self.jobs)
        self.feature = DownloadsFeature(
            self.downloads, self.fetching, self.confirming, base="/api/v1"
        )
        self.doors = Doors([self.feature])
        self.worker = Worker(self.jobs, self.feature.kinds, timing=_QUICK)
        self.jobs.declare(self.feature.kinds)

    def _look(self, folder: Path) -> media.MediaFolderState:
        seen = media.state(folder)
        return seen if self.free is None else structs.replace(seen, free=self.free, total=10**12)

    async def media_dir(self) -> Path:
        return self.media

    @asynccontextmanager
    async def person(self, role: Role = Role.MEMBER) -> AsyncIterator["Person"]:
        async with self.doors.enter(role) as client:
            yield Person(client, self.doors.people[role])

    def published(self) -> list[Path]:
        return sorted(
            path.relative_to(self.media)
            for path in self.media.rglob("*")
            if path.is_file() and not any(part.startswith(".") for part in path.parts[-3:])
        )

    async def try_now(self) -> None:
        """Let what waits for its next try not wait; the row says so before the queue knows."""
        async with asyncio.timeout(60):
            while not await changed(  # noqa: ASYNC110 - another connection writes it
                "UPDATE pgqueuer SET execute_after = now()"
                " WHERE status = 'queued' AND execute_after > now() + interval '1 s'"
            ):
                await asyncio.sleep(0.03)

    async def told(self) -> list[tuple[UUID, str]]:
        rows = await fetch("SELECT person, kind FROM notifications ORDER BY created_at")
        return [(row["person"], row["kind"]) for row in rows]

    async def facts(self) -> list[dict[str, Any]]:
        """What each notification says to programs."""
        rows = await fetch("SELECT params FROM notifications ORDER BY created_at")
        return [row["params"] for row in rows]


@dataclass
class Person:
    """Somebody at the doors."""

    client: httpx2.AsyncClient
    id: UUID

    async def submit(self, url: str, **more: str) -> dict[str, Any]:
        answer = await self.client.post("/youtube/downloads", json={"url": url, **more})
        assert answer.status_code == 201, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def see(self, download: str) -> dict[str, Any]:
        answer = await self.client.get(f"/youtube/downloads/{download}")
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def do(self, what: str, download: str) -> httpx2.Response:
        return await self.client.post(f"/youtube/downloads/{download}/{what}")

    async def until(
        self, download: str, *states: str, within: float = 60, **members: Any
    ) -> dict[str, Any]:
        """Wait until it is in one of `states` (an end if none is given)."""
        wanted: set[str] = set(states) or _END
        seen: Mapping[str, Any] = {}
        try:
            async with asyncio.timeout(within):
                while True:
                    seen = await self.see(download)
                    if seen["state"] in wanted and _has(seen, members):
                        return dict(seen)
                    await asyncio.sleep(0.03)
        except TimeoutError as late:
            raise AssertionError(f"still {dict(seen)}") from late


def _has(seen: Mapping[str, Any], members: Mapping[str, Any]) -> bool:
    return all((seen[name] is not None) == there for name, there in members.items())


def names(paths: Sequence[Path]) -> list[str]:
    return [str(path) for path in paths]
