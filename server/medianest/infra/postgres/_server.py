"""One running Postgres over one cluster."""

import asyncio
import signal
from asyncio.subprocess import Process
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import structlog

from medianest.infra.postgres import queries
from medianest.infra.postgres._binaries import Binaries
from medianest.infra.postgres._home import USER, Home
from medianest.infra.postgres._leftovers import evict
from medianest.infra.postgres.address import Address
from medianest.infra.supervisor import (
    Doors,
    LogFile,
    NotStartedError,
    OwnerMustActError,
    spawn,
    stop,
)

# Fast: sessions are ended, memory is written. Immediate: as after a crash, and as safe.
LADDER = (
    (signal.SIGINT, timedelta(seconds=4)),
    (signal.SIGQUIT, timedelta(seconds=2)),
)
# It recovers, or went down in the middle of our question.
_NOT_YET = (
    asyncpg.OperatorInterventionError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    OSError,
    TimeoutError,
)
_LOOK_EVERY_SECONDS = 0.03
_TELL_AFTER_SECONDS = 10.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Server:
    """How to start it, as often as needed."""

    home: Home
    doors: Doors
    binaries: Binaries
    cluster: Path
    log_file: LogFile

    async def start(self) -> Process:
        """Start it and wait until it answers, however long its recovery takes."""
        with refusals_explained(self.home.folder):
            await evict(self.cluster, self.home.socket_folder())
            began_at = self.log_file.size()
            with self.log_file.opened() as output:
                process = await spawn(self._argv(), self.doors, output=output)
        try:
            await self._answering(process, began_at)
        except BaseException:
            await stop(process, LADDER)
            raise
        return process

    def _argv(self) -> list[str]:
        settings = f"{self.doors.name(self.home.folder)}/{self.home.settings_file.name}"
        data = self.doors.name(self.cluster)
        return [self.binaries.program("postgres"), "-D", data, "-c", f"config_file={settings}"]

    async def _answering(self, process: Process, began_at: int) -> None:
        loop = asyncio.get_running_loop()
        tell_at = loop.time() + _TELL_AFTER_SECONDS
        while process.returncode is None:
            if await self._answers():
                return
            if loop.time() > tell_at:
                tell_at = float("inf")
                log.warning("postgres_still_recovering", cluster=str(self.cluster))
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
        raise explained(self.log_file.since(began_at), self.home.folder)

    async def _answers(self) -> bool:
        try:
            connection: asyncpg.Connection[Any] = await asyncpg.connect(
                self.home.ruling_dsn("postgres"), timeout=10
            )
            await connection.close()
        except _NOT_YET:
            return False
        except asyncpg.InvalidPasswordError as wrong:
            message = (
                f"The password in {self.home.folder / 'password'} is not the one of this "
                "database. Put back the file that belongs to it."
            )
            raise OwnerMustActError(message) from wrong
        return True

    async def ensure_database(self, name: str) -> None:
        """Make the database `name` unless it exists."""
        async with Address(self.home.ruling_dsn("postgres")).line() as ruling:
            await queries.ensure_database(ruling, name)

    async def entrust(self, name: str) -> None:
        """Let the household's user own the database `name` and all that is in it."""
        async with Address(self.home.ruling_dsn("postgres")).line() as ruling:
            await queries.ensure_user(ruling, USER, self.home.password())
        async with Address(self.home.ruling_dsn(name)).line() as ruling:
            await queries.hand_over(ruling, name, to=USER)


_CURES = {
    "No space left on device": "The disk is full. Make room and start again.",
    "Disk quota exceeded": "The quota of the disk is used up. Make room and start again.",
    "File too large": "The system forbids files as large as Postgres needs (ulimit -f).",
    "could not locate a valid checkpoint": "The data are damaged. Restore a backup.",
    "Permission denied": "Postgres may not use its own files. Check who owns them.",
    "Read-only file system": "The disk is mounted read-only.",
}


def explained(said: str, place: Path) -> OwnerMustActError | NotStartedError:
    """What to raise for the last words of a Postgres program that did not do its work."""
    for words, cure in _CURES.items():
        if words in said:
            return OwnerMustActError(f"Postgres does not start in {place}. {cure}")
    wrong = [line for line in said.splitlines() if "FATAL" in line or "PANIC" in line]
    last = (wrong or said.splitlines() or ["it said nothing"])[-1]
    return NotStartedError(f"Postgres does not start in {place}: {last}")


@contextmanager
def refusals_explained(place: Path) -> Iterator[None]:
    """Say the same of a full disk whether Postgres meets it or we do."""
    try:
        yield
    except OSError as refusal:
        raise explained(str(refusal), place) from refusal
