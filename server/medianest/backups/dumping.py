"""From a running database to the file of a backup."""

import asyncio
import errno
import os
import re
from asyncio.subprocess import Process
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from medianest import __version__
from medianest.backups import queries
from medianest.backups.archive import DUMP, Entry, Manifest, Reason, Writer
from medianest.backups.errors import NoRoomError
from medianest.backups.progress import Told
from medianest.backups.room import require_room
from medianest.backups.tools import explained
from medianest.infra.instance import instance_id
from medianest.infra.postgres import tools
from medianest.infra.postgres.address import Address
from medianest.infra.postgres.queries import Connection, bytes_of_each_table, rows_of_each_table

_OPTIONS = (
    "--format=custom",
    # Half of the work of the usual level, for a tenth more of bytes.
    "--compress=3",
    "--no-owner",
    "--no-privileges",
    "--no-tablespaces",
    "--no-publications",
    "--no-subscriptions",
    "--no-security-labels",
    "--lock-wait-timeout=60s",
    "--verbose",
)
_TABLE_BEGINS = re.compile(r'dumping contents of table "(.+)"')
_SMALLEST_ROOM = 50_000_000
_FOR_A_FILE = 250
_FOR_THE_REST = 8 * 1024
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class Source:
    """What is saved: the database, and what the data folder needs beside it.

    `version` is of the release whose data they are.
    """

    address: Address
    data_dir: Path
    bin_dir: Path | None = None
    version: str = __version__

    def files(self) -> dict[str, Path]:
        """The files beside the database by their names in the archive; caches are left out."""
        named = [self.data_dir / "instance-id", self.data_dir / "config.toml"]
        found = [path for path in named if path.is_file()]
        for folder in ("keys", "pictures"):
            found += [path for path in (self.data_dir / folder).rglob("*") if _is_ours(path)]
        return {path.relative_to(self.data_dir).as_posix(): path for path in sorted(found)}


async def dump(source: Source, target: Path, reason: Reason, at: datetime, told: Told) -> Manifest:
    """Write a backup into the new file `target`; what is begun and fails is removed.

    Raises NoRoomError, NoToolsError and BackupFailedError.
    """
    async with source.address.line() as line:
        require_room(target.parent, await queries.size(line) + _SMALLEST_ROOM)
        with _fresh(target) as file:
            work = _Work(source, line, told)
            facts = await work.facts()
            files = await asyncio.to_thread(source.files)
            named = len(files) + len(facts.rows)
            writer = Writer(file, _FOR_THE_REST + _FOR_A_FILE * named)
            await work.dump(facts, writer)
            await asyncio.to_thread(_add_all, writer, files)
            manifest = Manifest(
                version=source.version,
                made_at=at.replace(microsecond=0),
                reason=reason,
                instance_id=instance_id(source.data_dir),
                database=facts.release,
                database_size=facts.size,
                rows=facts.rows,
                members=writer.members,
            )
            await asyncio.to_thread(writer.finish, manifest)
    return manifest


@contextmanager
def _fresh(target: Path) -> Iterator[BinaryIO]:
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
    except OSError as refusal:
        target.unlink(missing_ok=True)
        if refusal.errno in _FULL:
            raise NoRoomError("The disk became full while the backup was made") from refusal
        raise
    except BaseException:
        target.unlink(missing_ok=True)
        raise


@dataclass(frozen=True, slots=True)
class _Work:
    """One dump; `line` is held in a transaction that sees the moment that is saved."""

    source: Source
    line: Connection
    told: Told

    async def facts(self) -> "_Facts":
        return _Facts(
            release=await queries.release(self.line),
            size=await queries.size(self.line),
            # What is counted and what is dumped are the same moment of the database.
            snapshot=await queries.freeze(self.line),
            rows=await rows_of_each_table(self.line),
            weights=await bytes_of_each_table(self.line),
        )

    async def dump(self, facts: "_Facts", writer: Writer) -> None:
        find = partial(tools.find, facts.release, preferred=self.source.bin_dir)
        chosen = await asyncio.to_thread(find)
        options = [*_OPTIONS, f"--snapshot={facts.snapshot}"]
        hearing = _Hearing(facts.weights, self.told)
        entry = writer.begin(DUMP)
        address = self.source.address
        with explained():
            async with chosen.started("pg_dump", address, options) as process:
                hearing_it = tools.listen(process, hearing.hear)
                said, _ = await asyncio.gather(hearing_it, _copy(process, entry))
                tools.judge("pg_dump", await process.wait(), said)
        entry.end()


@dataclass(frozen=True, slots=True)
class _Facts:
    release: int
    size: int
    snapshot: str
    rows: dict[str, int]
    weights: dict[str, int]


async def _copy(process: Process, entry: Entry) -> None:
    async for chunk in tools.chunks(process):
        await asyncio.to_thread(entry.write, chunk)


@dataclass(slots=True)
class _Hearing:
    """Guesses from the names of the tables that pg_dump comes to how far it is."""

    weights: Mapping[str, int]
    told: Told
    done: int = 0
    present: int = 0
    rest: str = ""

    def hear(self, text: str) -> None:
        """Take in what pg_dump says."""
        *whole, self.rest = (self.rest[-1000:] + text).split("\n")
        for line in whole:
            if begun := _TABLE_BEGINS.search(line):
                self.done += self.present
                self.present = self.weights.get(begun[1], 0)
                self.told(min(1.0, self.done / (sum(self.weights.values()) or 1)))


def _add_all(writer: Writer, files: Mapping[str, Path]) -> None:
    for name, path in files.items():
        # A picture may be deleted meanwhile, with the download that it belonged to.
        with suppress(FileNotFoundError):
            writer.add(name, path.read_bytes())


def _is_ours(path: Path) -> bool:
    # What begins with a dot is half-written.
    return path.is_file() and not path.is_symlink() and path.name[0] not in "._"
