"""The restore itself, from the order to its outcome."""

import asyncio
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec
import structlog

from medianest.accounts import audit
from medianest.accounts.queries import people, sessions
from medianest.backups import archive
from medianest.backups.errors import WrongResultError
from medianest.backups.making import in_words
from medianest.backups.progress import Progress, telling
from medianest.backups.proving import load, require_space
from medianest.backups.restoring import _files
from medianest.backups.restoring._journal import Journal, Order, Outcome, Pending, Result
from medianest.backups.restoring._places import Place, place_of
from medianest.backups.sealed import require_fitting_keys, require_grown
from medianest.infra import tls
from medianest.infra.database import LOST, connected
from medianest.infra.schema import MigrationError, bring_up_to_date
from medianest.infra.supervisor import NotStartedError, OwnerMustActError
from medianest.kit.clock import now
from medianest.kit.errors import MediaNestError
from medianest.kit.paths import private_folder
from medianest.notifications.queries import outbox
from medianest.settings import Settings

_MOST_TRIES = 3
_IDENTITY = "instance-id"
_FAILURES = (MediaNestError, MigrationError, NotStartedError, OwnerMustActError, *LOST)

log = structlog.get_logger()


async def carry_out(pending: Pending, settings: Settings, progress: Progress) -> Outcome:
    """Restore what was asked for, or go on where it was broken off; what came of it.

    Nothing else may use the data folder meanwhile, and no pool may be open. Whatever is wrong
    with the backup, the present data stay as they are, and the outcome says why.
    """
    journal = Journal(pending.data_dir)
    with journal.held():
        restore = _Restore(journal, place_of(settings), progress, secret=settings.server.secret)
        order = journal.order() or pending.order
        outcome = await restore.go_on(order)
    log.info("restore_ended", outcome=outcome.outcome, name=outcome.name, detail=outcome.detail)
    return outcome


@dataclass(frozen=True, slots=True)
class _Restore:
    journal: Journal
    place: Place
    progress: Progress
    secret: str
    """`server.secret`, of which keys are made that are missing."""

    async def go_on(self, order: Order) -> Outcome:
        if order.step == "asked":
            try:
                order = await self._prepared(order)
            except _FAILURES as failure:
                return await self._refused(order, in_words(failure))
        if order.step != "undoing":
            try:
                order = await self._put_in_place(order)
            except _FAILURES as failure:
                order = self._noted(order, step="undoing", detail=in_words(failure))
            else:
                return self._ended(order, "restored", self.place.kept(order))
        return await self._undone(order)

    async def _prepared(self, order: Order) -> Order:
        if order.tries >= _MOST_TRIES:
            raise WrongResultError("The restore was broken off three times, so it was given up")
        begun = self._noted(order, tries=order.tries + 1)
        try:
            await self._restore_beside(begun)
        except asyncio.CancelledError:
            # Somebody stopped the program, which is no failure of the restore.
            self.journal.write(order)
            raise
        aside = f"{now():%Y%m%dT%H%M%SZ}-{order.id}"
        had = await asyncio.to_thread(_files.present, self.journal)
        # All of it has to be on disk before the first rename says so.
        await asyncio.to_thread(os.sync)
        return self._noted(begun, step="swapping", aside=aside, had=had)

    async def _restore_beside(self, order: Order) -> None:
        path = Path(order.archive)
        await asyncio.to_thread(archive.check, path, telling(self.progress, "verifying"))
        await asyncio.to_thread(self._clear)
        with archive.opened(path) as reader:
            archive.check_age(reader.manifest)
            async with self.place.empty(order) as bench:
                require_space(reader.manifest, bench)
                keep = partial(_files.keep, self.journal)
                told = telling(self.progress, "restoring")
                await load(reader, bench, told, keep=keep)
                await self._make_fit(bench.address.dsn, order)
        if self.secret:
            await asyncio.to_thread(require_grown, self.journal.fresh, self.secret)
        if (keys := self.journal.fresh / "keys").is_dir():
            await asyncio.to_thread(self._check_authority, keys)

    def _keys(self) -> Path | None:
        """Where the keys are that will lie beside the restored database; None if they grow."""
        brought = self.journal.fresh / "keys"
        if brought.is_dir():
            return brought
        return None if self.secret else self.journal.data_dir / "keys"

    def _check_authority(self, keys: Path) -> None:
        """See that paired programs will know the appliance by what it shows them afterwards."""
        ours, theirs = self.journal.data_dir / _IDENTITY, self.journal.fresh / _IDENTITY
        # A backup from before there was an authority must not make this appliance a stranger.
        with suppress(OSError):
            if ours.read_bytes() == theirs.read_bytes():
                tls.inherit(keys, self.journal.data_dir / "keys")
        if tls.is_made(keys):
            tls.authority(keys)

    def _clear(self) -> None:
        shutil.rmtree(self.journal.fresh, ignore_errors=True)
        private_folder(self.journal.folder)
        self.journal.fresh.mkdir(mode=0o711)

    async def _make_fit(self, dsn: str, order: Order) -> None:
        """Bring the restored database up to date, and let nothing of then happen once more."""
        self.progress.say("verifying", None)
        async with connected(dsn, most=2):
            await bring_up_to_date(dsn)
            # Before anything changes places: without its keys the next start would refuse.
            if (keys := self._keys()) is not None:
                await require_fitting_keys(keys, present=self.journal.data_dir / "keys")
            if not await people.owner_exists():
                raise WrongResultError("The backup holds no owner, so nobody could use it")
            await sessions.end_all(why="restored", at=now())
            await outbox.skip_waiting("A backup was restored.", at=now())
            await audit.record(None, "backup.restored", order.name)

    async def _put_in_place(self, order: Order) -> Order:
        if order.step == "swapping":
            await asyncio.to_thread(_files.swap, self.journal, order)
            await self.place.swap(order)
            order = self._noted(order, step="proving")
        self.progress.say("verifying", None)
        async with self.place.present() as address, connected(address.dsn, most=2):
            if not await people.owner_exists():
                raise WrongResultError("What was restored has no owner")
        return order

    async def _undone(self, order: Order) -> Outcome:
        await self.place.swap_back(order)
        await asyncio.to_thread(_files.swap_back, self.journal, order)
        await self.place.drop(order)
        return self._ended(order, "rolled_back", order.detail)

    async def _refused(self, order: Order, why: str) -> Outcome:
        try:
            await self.place.drop(order)
        except LOST as failure:
            log.warning("restored_database_left", error=str(failure))
        return self._ended(order, "refused", why)

    def _noted(self, order: Order, **changes: object) -> Order:
        changed = msgspec.structs.replace(order, **changes)
        self.journal.write(changed)
        return changed

    def _ended(self, order: Order, outcome: Result, detail: str) -> Outcome:
        return self.journal.conclude(
            Outcome(
                id=order.id,
                name=order.name,
                at=now(),
                outcome=outcome,
                detail=detail,
                aside=order.aside if outcome == "restored" else "",
            )
        )
