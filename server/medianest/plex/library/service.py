"""What the household's Plex servers hold, read from the tables, and how these are kept."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from msgspec.structs import replace

from medianest.accounts import audit
from medianest.infra.database import transaction
from medianest.infra.jobs import Jobs, Run
from medianest.infra.jobs.errors import NoSuchJobError
from medianest.kit.media import TitleKey
from medianest.kit.wire import Page
from medianest.plex.errors import PlexNotConnectedError
from medianest.plex.library.errors import NoSuchSyncError, SyncNotHeldError
from medianest.plex.library.presence import presences
from medianest.plex.library.queries import presence, shelves, syncs
from medianest.plex.library.schemas import (
    Presence,
    Report,
    State,
    Trigger,
    Unmatched,
)
from medianest.plex.library.storing import Changed
from medianest.plex.library.syncing import Heard, Syncing
from medianest.plex.library.work import SYNC, Sync
from medianest.plex.servers import Servers


@dataclass(frozen=True, slots=True)
class Library:
    """What other slices may ask of the libraries."""

    servers: Servers
    jobs: Jobs
    syncing: Syncing

    @property
    def on_changed(self) -> list[Changed]:
        """Told, inside of the transaction, of which titles something else is there now."""
        return self.syncing.storing.on_changed

    @property
    def on_synced(self) -> list[Heard]:
        """Told of each report, inside of the transaction that writes it."""
        return self.syncing.on_synced

    async def presence(self, keys: Collection[TitleKey]) -> dict[TitleKey, Presence]:
        """What is there of these titles, as far as the last reading knows; nothing is asked."""
        return presences(await presence.parts(keys)) if keys else {}

    async def unmatched(self, limit: int) -> list[Unmatched]:
        """Films and shows whose number at TMDB is to be looked up; each is given once a day."""
        return await presence.unmatched(limit)

    async def match(self, item: int, tmdb_id: int) -> None:
        """Say which title an item is; nothing if Plex has said so meanwhile."""
        async with transaction():
            kind = await presence.match(item, tmdb_id)
            for listener in self.on_changed if kind else ():
                await listener([TitleKey(kind, tmdb_id)] if kind else [])

    async def carry_out(self, order: Sync, run: Run) -> Report:
        """Read a server as an order says.

        Raises PlexNotConnectedError; another failure of the server stands in the report.
        """
        return await self.syncing.read(order, await self.servers.named(order.service), run)

    async def ask(
        self,
        service: str = "plex",
        trigger: Trigger = "person",
        *,
        full: bool = False,
        keys: Sequence[int] = (),
    ) -> UUID | None:
        """Have a server read in the background; None if the same order waits or runs already."""
        order = Sync(service=service, full=full, keys=list(keys), trigger=trigger)
        return await self._enqueue(order)

    async def ask_all(self, trigger: Trigger, *, full: bool, server: str = "") -> UUID | None:
        """Have every server read in the background, or the one of that machine id.

        The id of the main server's reading. Raises PlexNotConnectedError.
        """
        services = [one.service for one in await self.servers.every()]
        if server:
            services = [name for name in services if name == await shelves.service_of(server)]
        if not services:
            raise PlexNotConnectedError
        asked = [await self.ask(name, trigger, full=full) for name in services]
        return asked[0]

    async def report(self, sync: UUID) -> Report | None:
        """What came of a reading, if it is still known."""
        return await syncs.one(sync)

    async def reports(
        self, *, state: State | None, before: UUID | None, limit: int
    ) -> Page[Report]:
        """A stretch of the reports, newest first."""
        page = await syncs.page(state=state, before=before, limit=limit)
        return replace(page, items=[await self._under_way(one) for one in page.items])

    async def confirm(self, sync: UUID, *, by: UUID) -> Report:
        """Agree to what a held reading would delete: it is read again, and what is gone goes.

        Raises NoSuchSyncError, SyncNotHeldError.
        """
        async with transaction():
            held = await self._answer(sync, "running", by, "plex.sync_confirmed")
            keys = [one.key for one in held.libraries if one.state == "held"]
            order = Sync(
                service=held.service, full=True, libraries=keys, trigger="owner", agreed=sync
            )
            await self._enqueue(order)
        return held

    async def dismiss(self, sync: UUID, *, by: UUID) -> Report:
        """Keep what a held reading would delete. Raises NoSuchSyncError, SyncNotHeldError."""
        async with transaction():
            return await self._answer(sync, "dismissed", by, "plex.sync_dismissed")

    async def tidy(self) -> None:
        """Forget old reports."""
        await syncs.prune()

    async def _under_way(self, report: Report) -> Report:
        if report.state != "running":
            return report
        try:
            job = await self.jobs.get(report.id)
        except NoSuchJobError:
            # One that the owner agreed to goes on under the id of what was held.
            return report
        return replace(report, progress=job.progress, reading=job.stage)

    async def _answer(self, sync: UUID, state: State, by: UUID, action: str) -> Report:
        answered = await syncs.answer(sync, state)
        report = await syncs.one(sync)
        if report is None:
            raise NoSuchSyncError
        if not answered:
            raise SyncNotHeldError
        await audit.record(by, action, str(sync))
        return report

    async def _enqueue(self, order: Sync) -> UUID | None:
        return await self.jobs.enqueue(SYNC, order, subject=order.service, unique=order.unique)
