"""The rules of backups, as those who manage them meet them."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from medianest.accounts import audit
from medianest.backups import restoring
from medianest.backups.archive import check_age, opened
from medianest.backups.build import folder_of
from medianest.backups.errors import NamesDifferError, RestoreImpossibleError
from medianest.backups.folder import Folder, Kept
from medianest.backups.jobs import NIGHTLY
from medianest.backups.restoring import Journal, Outcome
from medianest.backups.schemas import Backup, BackupsStatus, Former, LastRestore, Running
from medianest.backups.work import ENDED, MAKE, VERIFY, Make, Restart, Verify
from medianest.infra.database import transaction
from medianest.infra.jobs import JobRow, Jobs
from medianest.kit.clock import Clock, now
from medianest.kit.paging import place, stretch
from medianest.kit.wire import Page
from medianest.settings import Settings

# The answer has to leave before the process does.
_RESTART_AFTER_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Backups:
    """What there is, and what may be done with it; `restart` is None where nothing can restart."""

    settings: Settings
    jobs: Jobs
    restart: Restart | None = None
    clock: Clock = field(default=now)

    @property
    def folder(self) -> Folder:
        """Where they lie."""
        return folder_of(self.settings)

    async def page(self, *, cursor: str, limit: int) -> Page[Backup]:
        """A stretch of all backups, the latest first."""
        start = place(cursor)
        kept = await asyncio.to_thread(self.folder.all)
        running, asked = await self._running(), await self._being_verified()
        busy = {*asked, *([running.name] if running else [])}
        items = [shown(one, busy=one.name in busy) for one in kept[start : start + limit]]
        return stretch(items, start=start, total=len(kept))

    async def status(self) -> BackupsStatus:
        """How they stand."""
        wishes, data_dir = self.settings.backups, self.settings.data_dir
        kept = await asyncio.to_thread(self.folder.all)
        aside = await asyncio.to_thread(restoring.asides, data_dir)
        nightly = [row for row in await self.jobs.schedules() if row.name == NIGHTLY]
        return BackupsStatus(
            enabled=wishes.enabled,
            at=wishes.at,
            next_at=nightly[0].next_run_at if nightly and wishes.enabled else None,
            last_good=next((one.made_at for one in kept if one.state == "good"), None),
            folder=str(self.folder.path),
            free=self.folder.free(),
            running=await self._running(),
            last_restore=_last(Journal(data_dir).last()),
            asides=[Former(name=one.name, at=one.at, size=one.size) for one in aside],
        )

    async def make(self, actor: UUID, *, address: str = "") -> UUID | None:
        """Ask for a backup; its job, None if one is being made already."""
        async with transaction():
            job = await self.jobs.enqueue(
                MAKE, Make("manual", self.clock()), owner=actor, unique=MAKE
            )
            await audit.record(actor, "backup.make", address=address)
        return job

    async def verify(self, actor: UUID, name: str, *, address: str = "") -> UUID | None:
        """Ask for a proof; its job, None if it is being proven already."""
        self.folder.one(name)
        async with transaction():
            job = await self.jobs.enqueue(
                VERIFY,
                Verify(name, self.clock()),
                subject=f"backup:{name}",
                owner=actor,
                unique=f"{VERIFY}:{name}",
            )
            await audit.record(actor, "backup.verify", name, address=address)
        return job

    async def file(self, actor: UUID, name: str, *, address: str = "") -> Path:
        """Where the file is that `actor` takes home: every secret of the household is in it."""
        path = self.folder.one(name).path
        await audit.record(actor, "backup.download", name, address=address)
        return path

    async def remove(self, actor: UUID, name: str, *, address: str = "") -> None:
        """Delete a backup."""
        self.folder.one(name)
        await audit.record(actor, "backup.delete", name, address=address)
        await asyncio.to_thread(self.folder.remove, name)

    async def forget_aside(self, actor: UUID, name: str, *, address: str = "") -> None:
        """Delete what a restore has put aside."""
        await asyncio.to_thread(restoring.forget_aside, self.settings.data_dir, name)
        await audit.record(actor, "backup.delete_aside", name, address=address)

    async def restore(
        self, actor: UUID | None, name: str, *, repeated: str, address: str = ""
    ) -> None:
        """Start anew into a restore of `name`, a moment from now; its whole file is checked there.

        Raises what `opened` and `check_age` raise, NamesDifferError, RestoreImpossibleError.
        """
        path = self.folder.one(name).path
        if name != repeated:
            raise NamesDifferError
        with opened(path) as reader:
            check_age(reader.manifest)
        if self.restart is None:
            raise RestoreImpossibleError
        await audit.record(actor, "backup.restore", name, address=address)
        Journal(self.settings.data_dir).ask(path, self.clock())
        asyncio.get_running_loop().call_later(_RESTART_AFTER_SECONDS, self.restart)

    async def _running(self) -> Running | None:
        for kind in (MAKE, VERIFY):
            rows, _ = await self.jobs.list(state="running", kind=kind, limit=1)
            if rows and rows[0].stage != ENDED:
                return _told(rows[0])
        return None

    async def _being_verified(self) -> set[str]:
        rows, _ = await self.jobs.list(state="waiting", kind=VERIFY)
        return {row.subject.removeprefix("backup:") for row in rows}


def shown(one: Kept, *, busy: bool = False) -> Backup:
    """A file of the folder as it is sent."""
    card = one.card
    return Backup(
        name=one.name,
        reason=one.reason,
        made_at=one.made_at,
        size=one.size,
        state="verifying" if busy else one.state,
        detail=one.detail,
        version=card.version if card else "",
        rows=card.rows if card else 0,
        database=card.database if card else 0,
    )


def _told(job: JobRow) -> Running:
    step, _, name = job.stage.partition(" ")
    subject = job.subject.removeprefix("backup:")
    proving = step == "verifying" or job.kind == VERIFY
    return Running(
        step="verifying" if proving else "dumping", share=job.progress, name=name or subject
    )


def _last(outcome: Outcome | None) -> LastRestore | None:
    if outcome is None:
        return None
    return LastRestore(
        name=outcome.name,
        at=outcome.at,
        outcome=outcome.outcome,
        detail=outcome.detail,
        aside=outcome.aside,
    )
