"""pg_dump and pg_restore: found, started gently, fed and read as a stream."""

import asyncio
import re
import shutil
import signal
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import KW_ONLY, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

import psutil

from medianest.infra.postgres._binaries import installed_folders, major_of
from medianest.infra.postgres.address import Address
from medianest.infra.supervisor import Doors, spawn, stop
from medianest.kit.errors import UnprocessableError

NOBODY_SPECIAL: Final = (
    "--no-owner",
    "--no-privileges",
    "--no-tablespaces",
    "--no-security-labels",
)
"""Have pg_restore give all to the user who restores, and do nothing that needs more rights."""
_CHUNK = 256 * 1024
_LADDER = ((signal.SIGTERM, timedelta(seconds=2)),)
_LAST_WORDS = 4000
_NICE = 15
_LEAST_OF_ITS_CLASS = 7
# Tools of release 17 and later set it, whatever server they speak to.
_UNKNOWN_TO_OLDER = 'unrecognized configuration parameter "transaction_timeout"'
_FULL = re.compile("No space left on device|Disk quota exceeded|disk full")
_DENIED = re.compile("permission denied|must be (super|owner|able to)|only superuser")


class NoToolsError(UnprocessableError):
    """No pg_dump on this machine is new enough for the database."""

    code = "no_tools"
    title = "Postgres' tools are missing"


class ToolFailedError(Exception):
    """A tool did not do its work; the message is what it complained of first.

    `said` are all of its last words.
    """

    def __init__(self, tool: str, said: str) -> None:
        self.said = said
        complaints = _complaints(said) or said.splitlines() or ["it said nothing"]
        super().__init__(f"{tool} gave up: {complaints[0].strip()[:500]}")

    @property
    def for_want_of_room(self) -> bool:
        """Whether a disk became full."""
        return bool(_FULL.search(self.said))

    @property
    def for_want_of_rights(self) -> bool:
        """Whether it was told to do what its user may not."""
        return any(_DENIED.search(line) for line in _complaints(self.said))


@dataclass(frozen=True, slots=True)
class Tools:
    """The tools in `folder`, of release `major`, for a server of release `server`."""

    folder: Path
    major: int
    server: int
    _: KW_ONLY
    gently: bool = True
    """Whether everybody else goes before."""

    @asynccontextmanager
    async def started(
        self, name: str, address: Address, options: Sequence[str], *, fed: bool = False
    ) -> AsyncIterator[Process]:
        """Run a tool on the database while inside; stopped on leaving.

        It is `fed` on its stdin, or read from its stdout.
        """
        shown, password = address.without_password()
        program = str(self.folder / name)
        argv = [program, *options, f"--dbname={shown}"]
        with Doors(None) as doors:
            process = await spawn(
                argv,
                doors,
                output=PIPE,
                source=PIPE if fed else DEVNULL,
                complaints=PIPE,
                environment={"PGPASSWORD": password, "PGCONNECT_TIMEOUT": "30"},
                last_wish=signal.SIGTERM,
            )
        if self.gently:
            _give_way(process.pid)
        try:
            yield process
        finally:
            await stop(process, _LADDER)
            # What nobody read any more holds its pipe back, which would stay open for good.
            async for _ in chunks(process):
                pass

    async def run(self, name: str, address: Address, options: Sequence[str]) -> None:
        """Run a tool that needs no stream to its end. Raises ToolFailedError."""
        async with self.started(name, address, options) as process:
            said = await listen(process)
            judge(name, await process.wait(), said)


def find(server: int, *, preferred: Path | None = None) -> Tools:
    """The tools for a server of that release: of the same one, else of the next newer."""
    places = [preferred] if preferred else [*installed_folders(), *_on_path()]
    found = [
        Tools(place, major, server)
        for place in places
        if (major := major_of(place / "pg_dump")) >= server
    ]
    if not found:
        raise NoToolsError(
            f"The database is Postgres {server}, and this machine has no pg_dump that is new "
            f"enough. Install the package postgresql-client-{server} (or a newer one)."
        )
    return min(found, key=lambda one: one.major)


async def listen(process: Process, heard: Callable[[str], None] = lambda _: None) -> str:
    """Hear what a tool says on stderr, to its end; the last of it."""
    said = ""
    if process.stderr is not None:
        # Not by lines: an error repeats a statement, which may be as long as its writer likes.
        while raw := await process.stderr.read(_LAST_WORDS):
            text = raw.decode(errors="replace")
            heard(text)
            said = (said + text)[-_LAST_WORDS:]
    return said


async def chunks(process: Process) -> AsyncIterator[bytes]:
    """What a tool writes, as it comes."""
    if process.stdout is not None:
        while chunk := await process.stdout.read(_CHUNK):
            yield chunk


async def feed(process: Process, content: Iterator[bytes], moved: Callable[[int], None]) -> None:
    """Give a tool what it reads, telling `moved` of each stretch; it may end before it has all."""
    if process.stdin is None:
        return
    try:
        while chunk := await asyncio.to_thread(next, content, b""):
            process.stdin.write(chunk)
            await process.stdin.drain()
            moved(len(chunk))
        process.stdin.close()
        await process.stdin.wait_closed()
    except (BrokenPipeError, ConnectionResetError):
        # Its exit status and its words say why.
        return


def judge(tool: str, status: int, said: str) -> None:
    """Raise ToolFailedError for a tool that did not do its work."""
    only_unknown = _UNKNOWN_TO_OLDER in said and not _complaints(said)
    if status != 0 and not only_unknown:
        raise ToolFailedError(tool, said)


def _complaints(said: str) -> list[str]:
    found = [line for line in said.splitlines() if "error:" in line or "FATAL" in line]
    return [line for line in found if _UNKNOWN_TO_OLDER not in line]


def _give_way(pid: int) -> None:
    # The household watches films from the same disks meanwhile.
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        process.nice(max(_NICE, process.nice()))
        if psutil.LINUX:
            process.ionice(psutil.IOPRIO_CLASS_BE, _LEAST_OF_ITS_CLASS)


def _on_path() -> list[Path]:
    found = shutil.which("pg_dump")
    return [Path(found).parent] if found else []
