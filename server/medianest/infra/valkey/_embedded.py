"""A Valkey of our own: a memory that may forget everything at any time."""

import asyncio
import secrets
import shutil
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import valkey.asyncio
from valkey.exceptions import ConnectionError as NotConnectedError
from valkey.exceptions import ValkeyError

from medianest.infra.supervisor import (
    Doors,
    LogFile,
    NotStartedError,
    account_for,
    give,
    kept,
    socket_folder,
    spawn,
    stop,
)
from medianest.infra.tasks import Tasks

_PROGRAM = "valkey-server"
_LADDER = ((signal.SIGTERM, timedelta(seconds=1)),)
_LOOK_EVERY_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class EmbeddedValkey:
    """A running server: how to reach it."""

    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Server:
    program: str
    settings: str
    url: str
    doors: Doors
    log_file: LogFile

    async def start(self) -> Process:
        argv = [self.program, self.settings]
        with self.log_file.opened() as output:
            process = await spawn(argv, self.doors, output=output, last_wish=signal.SIGKILL)
        try:
            await self._answering(process)
        except BaseException:
            await stop(process, _LADDER)
            raise
        return process

    async def _answering(self, process: Process) -> None:
        async with valkey.asyncio.Valkey.from_url(self.url) as asking:
            while process.returncode is None:
                try:
                    await asking.ping()
                except (NotConnectedError, ValkeyError):
                    await asyncio.sleep(_LOOK_EVERY_SECONDS)
                else:
                    return
        message = f"Valkey does not start; {self.log_file.path} says why"
        raise NotStartedError(message)


@asynccontextmanager
async def embedded(
    data_dir: Path, *, most_megabytes: int = 64
) -> AsyncIterator[EmbeddedValkey | None]:
    """Keep a Valkey running while inside; None when the machine has no `valkey-server`."""
    program = shutil.which(_PROGRAM)
    if program is None:
        yield None
        return
    home = _home(data_dir)
    with Doors(account_for(home, preferred=("medianest", "valkey"))) as doors:
        server = _server(program, home, doors, most_megabytes)
        began = server.log_file.size()
        async with (
            # The outer one hears the last words too.
            Tasks() as listening,
            kept("valkey", server.start, ladder=_LADDER),
            Tasks() as tasks,
        ):
            listening.start(server.log_file.retell("valkey", since=began), name="valkey-words")
            tasks.start(server.log_file.keep_short(), name="valkey-log")
            yield EmbeddedValkey(server.url)


def _home(data_dir: Path) -> Path:
    home = data_dir.absolute() / "valkey"
    home.mkdir(parents=True, exist_ok=True)
    # Passable, so that the account reaches its own folder within, which nobody else may.
    home.chmod(0o711)
    return home


def _server(program: str, home: Path, doors: Doors, most_megabytes: int) -> _Server:
    folder = socket_folder(home, doors.account)
    password = secrets.token_urlsafe(24)
    settings = folder / "valkey.conf"
    settings.unlink(missing_ok=True)
    settings.touch(mode=0o600, exist_ok=False)
    settings.write_text(_settings(doors.name(folder), password, most_megabytes))
    give(settings, doors.account)
    url = f"unix://:{password}@{folder}/valkey.sock"
    log_file = LogFile(home.parent / "logs" / "valkey.log")
    return _Server(program, f"{doors.name(folder)}/{settings.name}", url, doors, log_file)


def _settings(folder: str, password: str, most_megabytes: int) -> str:
    return f"""\
port 0
unixsocket {folder}/valkey.sock
unixsocketperm 700
requirepass {password}
save ""
appendonly no
maxmemory {most_megabytes}mb
maxmemory-policy allkeys-lru
databases 1
loglevel notice
daemonize no
# It never forks, which is all that this bug of old kernels is about.
ignore-warnings ARM64-COW-BUG
"""
