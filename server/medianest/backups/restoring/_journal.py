"""What was asked for and how far it is, and what came of the last restore."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec
import structlog

from medianest.backups.errors import BackupRunningError
from medianest.infra.supervisor import OwnerMustActError
from medianest.kit.lock import held
from medianest.kit.paths import atomic_write, private_folder

Result = Literal["restored", "rolled_back", "refused"]
"""`refused`: nothing was changed at all."""
log = structlog.get_logger()


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """A restore that was asked for. Up to `asked` nothing has changed."""

    id: str
    archive: str
    asked_at: datetime
    step: Literal["asked", "swapping", "proving", "undoing"] = "asked"
    tries: int = 0
    aside: str = ""
    had: list[str] = []
    """What there was before, and so can be put back."""
    detail: str = ""

    @property
    def name(self) -> str:
        """What people call the backup."""
        return Path(self.archive).name


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a restore; `aside` names the folder of what was there before."""

    id: str
    name: str
    at: datetime
    outcome: Result
    detail: str = ""
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Pending:
    """A restore that waits to be carried out, or that was broken off."""

    data_dir: Path
    order: Order


@dataclass(frozen=True, slots=True)
class Journal:
    """The files in `<data_dir>/restore`."""

    data_dir: Path

    @property
    def folder(self) -> Path:
        """Where all of it lies."""
        return self.data_dir / "restore"

    @property
    def fresh(self) -> Path:
        """Where the restored data are made."""
        return self.folder / "new"

    def aside(self, order: Order) -> Path:
        """Where what was there before goes."""
        return self.data_dir / "aside" / order.aside

    def ask(self, archive: Path, at: datetime) -> Order:
        """Ask for a restore at the next start. Raises BackupRunningError during another."""
        present = self.order()
        if present is not None and present.step != "asked":
            raise BackupRunningError("A restore is under way already")
        order = Order(id=secrets.token_hex(4), archive=str(archive.absolute()), asked_at=at)
        self.write(order)
        return order

    def write(self, order: Order) -> None:
        """Keep where the restore stands; on disk when this returns."""
        private_folder(self.folder)
        atomic_write(self.folder / "order.json", msgspec.json.encode(order))

    def order(self) -> Order | None:
        """What was asked for, if anything."""
        try:
            return msgspec.json.decode((self.folder / "order.json").read_bytes(), type=Order)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError) as unreadable:
            log.warning("restore_order_unreadable", error=str(unreadable))
            return None

    def conclude(self, outcome: Outcome) -> Outcome:
        """Keep what came of it, and let go of the order and all that was made for it."""
        # First of all: it may be what filled the disk, on which nothing could be noted then.
        shutil.rmtree(self.fresh, ignore_errors=True)
        atomic_write(self.folder / "last.json", msgspec.json.encode(outcome))
        (self.folder / "order.json").unlink(missing_ok=True)
        return outcome

    def last(self) -> Outcome | None:
        """What came of the last restore."""
        try:
            return msgspec.json.decode((self.folder / "last.json").read_bytes(), type=Outcome)
        except (OSError, msgspec.DecodeError):
            return None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the only one who restores here."""
        private_folder(self.folder)
        busy = OwnerMustActError(
            f"Another MediaNest restores a backup in {self.data_dir} just now."
        )
        with held(self.folder / "lock", otherwise=busy):
            yield


def pending(data_dir: Path) -> Pending | None:
    """The restore that the next start has to carry out first, if there is one."""
    order = Journal(data_dir).order()
    return Pending(data_dir, order) if order else None
