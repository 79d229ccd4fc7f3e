"""Prove a backup: restore it into a database that is thrown away, and count."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import blake2b
from pathlib import Path

from medianest.backups import queries, tenants
from medianest.backups.archive import DUMP, Manifest, Reader, check_age, opened
from medianest.backups.errors import (
    BackupFailedError,
    NoRoomError,
    TooNewError,
    WrongResultError,
)
from medianest.backups.progress import Told
from medianest.backups.room import require_room
from medianest.backups.tools import explained
from medianest.infra.postgres import tools
from medianest.infra.postgres.address import Address
from medianest.infra.postgres.queries import Connection, rows_of_each_table
from medianest.kit.paths import free_space

_SCRATCH = "medianest_check_"
_RESERVE = 100_000_000
_MORE_THAN_BEFORE = 1.3
# Slower than any disk in use; Postgres' own limit for a statement could be lifted by the dump.
_PATIENCE = timedelta(minutes=30)
_BYTES_PER_SECOND = 1_000_000
_LONGEST = timedelta(days=1)

Keep = Callable[[str, Iterator[bytes]], None]
"""Takes a file of the archive: its name, and its content to the end."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where databases may be made to try backups: a server, and the disk that it writes to.

    `address` is of a user who may make databases, and others to own them if possible. Without a
    `disk` the server is somebody else's, and nobody knows how much room it has.
    """

    address: Address
    disk: Path | None
    bin_dir: Path | None = None
    patience: timedelta = _PATIENCE
    """How long any dump may take, on top of what its size takes."""


def _forget(_: str, content: Iterator[bytes]) -> None:
    for _chunk in content:
        pass


async def prove(path: Path, bench: Bench, told: Told) -> Manifest:
    """Restore the backup at `path` beside the present database, count its rows, drop it.

    Raises UnreadableError, TooNewError, WrongResultError or BackupFailedError for a backup that
    is no good; NoRoomError, NoToolsError and asyncpg's errors leave it undecided.
    """
    with opened(path) as reader:
        check_age(reader.manifest)
        require_space(reader.manifest, bench)
        async with _scratch(bench.address) as scratch:
            await load(reader, replace(bench, address=scratch), told)
    return reader.manifest


def require_space(manifest: Manifest, bench: Bench) -> None:
    """Raise NoRoomError unless the database would fit."""
    if bench.disk is None:
        return
    needed = int(manifest.database_size * _MORE_THAN_BEFORE) + _RESERVE
    require_room(bench.disk, needed, what="Restoring it")


async def load(reader: Reader, bench: Bench, told: Told, *, keep: Keep = _forget) -> None:
    """Bring the dump into the empty database of `bench` and compare the rows.

    Everything else is handed to `keep`, in a thread. Raises BackupFailedError for a dump that comes
    to no end.
    """
    takes = timedelta(seconds=reader.manifest.database_size / _BYTES_PER_SECOND)
    whole = bench.patience + min(takes, _LONGEST)
    limit = asyncio.timeout(whole.total_seconds())
    try:
        async with limit:
            await _load(reader, bench, told, keep)
    except TimeoutError as endless:
        if not limit.expired():
            # A server that does not answer says nothing about the dump.
            raise
        raise BackupFailedError(
            f"Postgres was not done with the backup after {whole // timedelta(minutes=1)} minutes, "
            "so it was stopped. If this machine was not just busy, somebody else than MediaNest "
            "has written the backup"
        ) from endless


async def _load(reader: Reader, bench: Bench, told: Told, keep: Keep) -> None:
    release = await _release(reader.manifest, bench.address)
    chosen = await asyncio.to_thread(tools.find, release, preferred=bench.bin_dir)
    for member, content in reader.members():
        if member.name == DUMP:
            moved, bounded = _sum(member.size, told), _while_room(content, bench.disk)
            await _restore(chosen, bench.address, bounded, moved)
        else:
            await asyncio.to_thread(keep, member.name, content)
    async with bench.address.line() as line:
        await _compare(line, reader.manifest)


async def _release(manifest: Manifest, address: Address) -> int:
    async with address.line() as line:
        release = await queries.release(line)
    if manifest.database > release:
        raise TooNewError(
            f"The backup is of Postgres {manifest.database}, and the database here is Postgres "
            f"{release}. Restore it where Postgres is at least as new."
        )
    return release


async def _restore(
    chosen: tools.Tools, into: Address, content: Iterator[bytes], moved: Callable[[int], None]
) -> None:
    # Of a newer tool an older server does not understand everything, see `judge`.
    strict = ["--exit-on-error"] if chosen.major == chosen.server else []
    options = [*tools.NOBODY_SPECIAL, *strict]
    with explained():
        async with chosen.started("pg_restore", into, options, fed=True) as process:
            feeding = tools.feed(process, content, moved)
            said, _ = await asyncio.gather(tools.listen(process), feeding)
            # What the tool did not want is read all the same: its hash is to be compared.
            await asyncio.to_thread(_forget, DUMP, content)
            tools.judge("pg_restore", await process.wait(), said)


def _while_room(content: Iterator[bytes], disk: Path | None) -> Iterator[bytes]:
    # A small dump can hold a very large database.
    for chunk in content:
        if disk is not None and free_space(disk) < _RESERVE // 2:
            raise NoRoomError("The disk became full while the backup was restored")
        yield chunk


def _sum(size: int, told: Told) -> Callable[[int], None]:
    done = 0

    def moved(length: int) -> None:
        nonlocal done
        done += length
        told(done / (size or 1))

    return moved


async def _compare(line: Connection, manifest: Manifest) -> None:
    found = await rows_of_each_table(line)
    if not found:
        raise WrongResultError("The backup holds no tables")
    if found == manifest.rows:
        return
    wrong = min({*found.items()} ^ {*manifest.rows.items()})[0]
    raise WrongResultError(
        f"The table {wrong[:100]} has {found.get(wrong, 'no')} rows after the restore, and the "
        f"backup says {manifest.rows.get(wrong, 'none')}"
    )


@asynccontextmanager
async def _scratch(address: Address) -> AsyncIterator[Address]:
    # Several appliances may share a server.
    ours = f"{_SCRATCH}{blake2b(address.database.encode(), digest_size=4).hexdigest()}_"
    name = ours + secrets.token_hex(4)
    async with address.line() as line:
        # Whoever checks holds the folder's lock: what is left is of one that was killed.
        for left in await tenants.lodged(line, ours):
            await tenants.evict(line, left)
    try:
        async with address.line() as line:
            scratch = await tenants.lodge(line, address, name)
        yield scratch
    finally:
        async with address.line() as line:
            await tenants.evict(line, name)
