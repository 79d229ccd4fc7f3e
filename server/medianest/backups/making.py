"""Make a backup, prove it, and let go of those that it makes unnecessary."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import structlog

from medianest.backups.archive import Reason
from medianest.backups.dumping import Source, dump
from medianest.backups.errors import (
    BackupFailedError,
    MayNotProveError,
    NoRoomError,
    TooMuchAskedError,
    TooNewError,
    UnreadableError,
    WrongResultError,
)
from medianest.backups.folder import PARTIAL, Folder, Kept
from medianest.backups.keeping import superfluous
from medianest.backups.progress import Told
from medianest.backups.proving import Bench, prove
from medianest.infra.database import LOST
from medianest.infra.postgres.tools import NoToolsError
from medianest.kit.clock import Clock, now
from medianest.kit.paths import put_in_place

log = structlog.get_logger()

Named = Callable[[str], Told]
"""Says which file a step is about; what it gives is told how far that is."""
_NO_GOOD = (
    UnreadableError,
    TooNewError,
    TooMuchAskedError,
    WrongResultError,
    BackupFailedError,
)
_UNDECIDED = (NoRoomError, NoToolsError, MayNotProveError, *LOST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """Makes and proves backups of one source in one folder; one at a time, across processes."""

    source: Source
    folder: Folder
    bench: Bench
    daily: int = 7
    weekly: int = 4
    clock: Clock = field(default=now)

    async def make(self, reason: Reason, named: Named, *, to: Path | None = None) -> Path:
        """Write a backup, into the file `to` if there is one; it is not proven yet.

        Raises BackupRunningError, and what `dump` raises.
        """
        with self.folder.held():
            self.folder.sweep()
            at = self.clock()
            final = to or self.folder.free_name(at, reason)
            partial = final.with_name(final.name + PARTIAL)
            manifest = await dump(self.source, partial, reason, at, named(final.name))
            put_in_place(partial, final)
        log.info("backup_made", name=final.name, rows=manifest.total_rows)
        return final

    async def verify(self, name: str, named: Named) -> Kept:
        """Prove a backup by a restore, and write down how that went."""
        with self.folder.held():
            path = self.folder.one(name).path
            try:
                await prove(path, self.bench, named(name))
            except _NO_GOOD as wrong:
                self.folder.judge(name, "bad", wrong.detail)
            except _UNDECIDED as obstacle:
                self.folder.judge(name, "unverified", in_words(obstacle))
            else:
                self.folder.judge(name, "good")
        found = self.folder.one(name)
        log.info("backup_checked", name=name, state=found.state, detail=found.detail)
        return found

    def tidy(self) -> list[str]:
        """Delete what later backups have made unnecessary; the names."""
        kept, at = self.folder.all(), self.clock()
        gone = superfluous(kept, daily=self.daily, weekly=self.weekly, at=at)
        for one in gone:
            self.folder.remove(one.name)
            log.info("backup_let_go", name=one.name)
        return [one.name for one in gone]


def in_words(failure: BaseException) -> str:
    """What a failure says to a person."""
    if isinstance(failure, asyncpg.PostgresError | OSError):
        return f"The database could not be used: {failure}"
    return str(failure)
