"""The folder of backups. It is the truth: nothing else remembers which there are.

What a check found stands beside each file, for as long as the file has the same size and age.
Its methods touch the disk and belong into a thread.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from stat import S_ISREG
from typing import Literal

import msgspec

from medianest.backups.archive import Reason
from medianest.backups.cards import Card, card_of
from medianest.backups.errors import BackupRunningError, NoSuchBackupError
from medianest.kit.errors import MediaNestError
from medianest.kit.lock import held
from medianest.kit.paths import atomic_write, free_space, private_folder

Verdict = Literal["unverified", "good", "bad"]
PARTIAL = ".partial"
ARRIVING = ".arriving"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*\.tar")
_LONGEST_NAME = 150
_BROUGHT = re.compile(r"-uploaded(-\d+)?\.tar$")


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What a check of a file found, and of which file."""

    state: Verdict
    detail: str = ""
    size: int
    changed: int
    """Its time of change in nanoseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file of the folder; without a card it cannot be read."""

    path: Path
    size: int
    made_at: datetime
    card: Card | None
    state: Verdict
    detail: str

    @property
    def name(self) -> str:
        """What people call it."""
        return self.path.name

    @property
    def reason(self) -> Reason:
        """Why it is here: what a person brought, the program does not take for its own."""
        if self.card is None or _BROUGHT.search(self.name):
            return "uploaded"
        return self.card.reason


@dataclass(frozen=True, slots=True)
class Folder:
    """Where the backups of one appliance lie."""

    path: Path

    def make(self) -> "Folder":
        """Make it, for this user alone; somebody else's share stays as open as they want it."""
        try:
            private_folder(self.path)
        except PermissionError:
            # Its files are still nobody's but ours.
            if not self.path.is_dir():
                raise
        return self

    def free(self) -> int:
        """Bytes that may still be written there."""
        return free_space(self.path)

    def all(self) -> list[Kept]:
        """Every backup, the latest first."""
        if not self.path.is_dir():
            return []
        found = [_look(path) for path in self.path.glob("*.tar") if _is_plain(path)]
        return sorted(found, key=lambda one: (one.made_at, one.name), reverse=True)

    def one(self, name: str) -> Kept:
        """The backup called `name`. Raises NoSuchBackupError."""
        path = self.path / name
        if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name) or not _is_plain(path):
            raise NoSuchBackupError
        return _look(path)

    def free_name(self, made_at: datetime, reason: Reason) -> Path:
        """Where a new backup goes."""
        stem = f"medianest-{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{reason}"
        names = (f"{stem}.tar", *(f"{stem}-{number}.tar" for number in range(2, 1000)))
        return next(path for name in names if not (path := self.path / name).exists())

    def judge(self, name: str, state: Verdict, detail: str = "") -> None:
        """Write down what a check of the file found."""
        path = self.path / name
        facts = path.stat()
        proof = Proof(state=state, detail=detail, size=facts.st_size, changed=facts.st_mtime_ns)
        atomic_write(_beside(path), msgspec.json.encode(proof))

    def remove(self, name: str) -> None:
        """Delete a backup and what is known of it."""
        path = self.one(name).path
        path.unlink(missing_ok=True)
        _beside(path).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Delete what broken-off backups and uploads left; only for the holder of `held`."""
        for path in self.path.glob(f"*{PARTIAL}"):
            path.unlink(missing_ok=True)
        for path in self.path.glob(f".*{ARRIVING}"):
            _unlink_unless_held(path)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the only one who makes a backup here. Raises BackupRunningError."""
        self.make()
        with held(self.path / ".lock", otherwise=BackupRunningError()):
            yield


def _unlink_unless_held(path: Path) -> None:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        path.unlink(missing_ok=True)
    except BlockingIOError:
        return
    finally:
        os.close(handle)


def _is_plain(path: Path) -> bool:
    try:
        return S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _look(path: Path) -> Kept:
    facts = path.stat()
    proof = _proof(path, facts)
    changed = datetime.fromtimestamp(facts.st_mtime, UTC)
    try:
        card = card_of(path, facts)
    except MediaNestError as unreadable:
        return Kept(
            path=path,
            size=facts.st_size,
            made_at=changed,
            card=None,
            state="bad",
            detail=unreadable.detail,
        )
    return Kept(
        path=path,
        size=facts.st_size,
        made_at=card.made_at,
        card=card,
        state=proof.state,
        detail=proof.detail,
    )


def _proof(path: Path, facts: os.stat_result) -> Proof:
    unknown = Proof(state="unverified", size=facts.st_size, changed=facts.st_mtime_ns)
    try:
        proof = msgspec.json.decode(_beside(path).read_bytes(), type=Proof)
    except (OSError, msgspec.DecodeError):
        return unknown
    same = (proof.size, proof.changed) == (facts.st_size, facts.st_mtime_ns)
    return proof if same else unknown


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.proof")
