"""The background work: making and proving backups, and starting anew into a restore."""

from asyncio import sleep
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec
import structlog

from medianest.accounts.queries import people
from medianest.backups import events, restoring
from medianest.backups.archive import Reason
from medianest.backups.build import dsn_of, maker
from medianest.backups.errors import BackupRunningError
from medianest.backups.folder import Kept
from medianest.backups.making import Maker
from medianest.backups.progress import Told
from medianest.backups.schemas import Running, Step
from medianest.infra.database import transaction
from medianest.infra.events import LiveEvents
from medianest.infra.jobs import GiveUpError, RetryLaterError, Run
from medianest.infra.tasks import Tasks
from medianest.kit.errors import MediaNestError
from medianest.notifications.schemas import Level
from medianest.notifications.service import Notifications
from medianest.settings import Settings

MAKE = "backups.make"
VERIFY = "backups.verify"
RESTORE = "backups.restore"
ENDED = "ended"
"""The stage of a job that has done its work."""
_PATIENCE = timedelta(minutes=1)
_TELL_EVERY_SECONDS = 1.0
_PAGE = "/settings/backups"
_ENDS: Mapping[restoring.Result, tuple[str, Level]] = {
    "restored": ("A backup was restored", "success"),
    "rolled_back": ("The restore was undone: everything is as it was before", "error"),
    "refused": ("The backup was not restored: nothing was changed", "error"),
}
Restart = Callable[[], None]

log = structlog.get_logger()


class Make(msgspec.Struct, frozen=True):
    """The payload of a job that makes a backup, proves it, and lets old ones go."""

    reason: Reason
    asked_at: datetime


class Verify(msgspec.Struct, frozen=True):
    """The payload of a job that proves a backup."""

    name: str
    asked_at: datetime


@dataclass(slots=True)
class _Moment:
    """How far it is; written by whoever works, read once a second."""

    run: Run
    live: LiveEvents
    name: str = ""
    step: Step = "dumping"
    share: float | None = None

    def of(self, step: Step) -> Callable[[str], Told]:
        """What a `Maker` tells about `step`."""

        def named(name: str) -> Told:
            self.step, self.name, self.share = step, name, None
            return self._moved

        return named

    def _moved(self, share: float | None) -> None:
        self.share = share

    async def tell(self) -> None:
        """Tell it, until cancelled."""
        while True:
            await sleep(_TELL_EVERY_SECONDS)
            await self.run.progress(self.share, f"{self.step} {self.name}")
            frame = Running(step=self.step, share=self.share, name=self.name)
            await self.live.whisper(events.PROGRESS, frame, to=events.AUDIENCE)


@dataclass(frozen=True, slots=True)
class BackupWork:
    """What a worker does; `restart` is how its process starts anew, where it can."""

    settings: Settings
    live: LiveEvents
    notifications: Notifications
    restart: Restart | None = field(default=None)

    async def make(self, order: Make, run: Run) -> None:
        """Make a backup and prove it; after a nightly one prove whatever is not proven yet."""
        async with self._working(run) as (made_by, moment):
            path = await made_by.make(order.reason, moment.of("dumping"))
            await self._announce()
            await self._proven(made_by, moment, path.name, order.asked_at)
            if order.reason == "nightly":
                for one in [one for one in made_by.folder.all() if one.state == "unverified"]:
                    await self._proven(made_by, moment, one.name, order.asked_at)
            made_by.tidy()
        await self._announce()

    async def verify(self, order: Verify, run: Run) -> None:
        """Prove one backup."""
        async with self._working(run) as (made_by, moment):
            await self._proven(made_by, moment, order.name, order.asked_at)
        await self._announce()

    async def restore(self, _: msgspec.Struct, __: Run) -> None:
        """Start anew if a restore lies in wait: the start carries it out."""
        if self.restart is not None and restoring.pending(self.settings.data_dir):
            self.restart()

    async def tell_of_restore(self) -> None:
        """Tell what came of the last restore; each person hears it once."""
        last = restoring.Journal(self.settings.data_dir).last()
        if last is None:
            return
        title, level = _ENDS[last.outcome]
        await self.notifications.tell(
            await people.holding(events.PERMISSION),
            "backup.restored" if last.outcome == "restored" else "backup.failed",
            cause=f"restore:{last.id}",
            title=title,
            body=f"{last.name}. {last.detail}".strip(),
            level=level,
            link=_PAGE,
            params={"name": last.name, "outcome": last.outcome, "detail": last.detail},
        )

    async def given_up(self, order: Make | Verify, reason: str) -> None:
        """Tell whoever manages backups that there is none."""
        cause = order.asked_at.isoformat()
        await self._warn(cause, "The backup could not be made", reason)

    @asynccontextmanager
    async def _working(self, run: Run) -> AsyncIterator[tuple[Maker, _Moment]]:
        moment = _Moment(run, self.live)
        try:
            async with Tasks() as tasks:
                tasks.start(moment.tell(), name="backup-progress")
                yield maker(self.settings, dsn_of(self.settings)), moment
            # The job goes on for a moment; whoever hears of its end must not find it at work.
            await run.progress(1, ENDED)
        except BackupRunningError as busy:
            raise RetryLaterError(busy.detail, _PATIENCE, free=True) from busy
        except MediaNestError as failure:
            raise GiveUpError(failure.detail) from failure

    async def _proven(self, made_by: Maker, moment: _Moment, name: str, asked_at: datetime) -> None:
        found: Kept = await made_by.verify(name, moment.of("verifying"))
        if found.state != "good":
            # What stands in the way of every proof is told once, not every night.
            bad = found.state == "bad"
            cause = asked_at.isoformat() if bad else found.detail
            title = "A backup is damaged" if bad else "Backups cannot be proven"
            await self._warn(cause, title, f"{name}: {found.detail}")

    async def _warn(self, cause: str, title: str, body: str) -> None:
        async with transaction():
            await self.notifications.tell(
                await people.holding(events.PERMISSION),
                "backup.failed",
                cause=f"backup.failed:{cause}",
                title=title,
                body=body,
                level="error",
                link=_PAGE,
            )
            await self.live.announce(events.UPDATED, events.BackupUpdated(), to=events.AUDIENCE)

    async def _announce(self) -> None:
        async with transaction():
            await self.live.announce(events.UPDATED, events.BackupUpdated(), to=events.AUDIENCE)
