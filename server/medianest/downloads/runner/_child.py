"""The fetching process as seen from the server: start, events, end."""

import asyncio
import fcntl
import os
import signal
import sys
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from medianest.downloads.ytdlp.wire import Event, Spec

_LONGEST_EVENT = 1 << 20
_GRACE = 0.3
_ALONE_WITHIN = 30
_decoder = msgspec.json.Decoder(Event)


@dataclass(slots=True)
class Child:
    """A running fetching process."""

    process: asyncio.subprocess.Process
    events: asyncio.StreamReader
    said: deque[str] = field(default_factory=lambda: deque(maxlen=40))

    async def __aiter__(self) -> AsyncIterator[Event]:
        """Every event until the process closes its end; a cut-off last line is dropped."""
        while (line := await self.events.readline()).endswith(b"\n"):
            yield _decoder.decode(line)

    async def listen(self) -> None:
        """Keep the last words of the process, and keep its pipe from filling up."""
        if self.process.stderr is None:
            return
        while line := await self.process.stderr.readline():
            self.said.append(line.decode(errors="replace").rstrip())


@asynccontextmanager
async def started(spec: Spec) -> AsyncIterator[Child]:
    """Run the process in a group of its own; the whole group is gone on leaving."""
    lock = await _alone(Path(spec.folder))
    reading, writing = os.pipe()
    try:
        process = await _spawn(spec, writing, lock)
    except BaseException:
        os.close(reading)
        raise
    finally:
        os.close(writing)
        os.close(lock)
    try:
        events = asyncio.StreamReader(limit=_LONGEST_EVENT)
        pipe, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(events), os.fdopen(reading, "rb", buffering=0)
        )
        try:
            await _hand_over(process, spec)
            yield Child(process, events)
        finally:
            pipe.close()
    finally:
        await asyncio.shield(_end(process))


async def _alone(folder: Path) -> int:
    """Lock the folder for the process to come, which keeps the lock for as long as it lives.

    So a process that outlives its server, however briefly, never shares its folder with the next.
    """
    lock = os.open(folder.with_name(f"{folder.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        async with asyncio.timeout(_ALONE_WITHIN):
            while not _try_lock(lock):  # noqa: ASYNC110 - another process holds it
                await asyncio.sleep(0.05)
    except BaseException:
        os.close(lock)
        raise
    return lock


def _try_lock(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


async def _spawn(spec: Spec, events: int, lock: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-m",
        "medianest.downloads.ytdlp",
        str(os.getpid()),
        str(events),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        limit=_LONGEST_EVENT,
        pass_fds=(events, lock),
        start_new_session=True,
        env=_environment(spec),
        cwd=spec.folder,
    )


def _environment(spec: Spec) -> dict[str, str]:
    beside_python = str(Path(sys.executable).parent)
    return {
        "PATH": f"{beside_python}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "LANG": "C.UTF-8",
        "HOME": spec.folder,
        "TMPDIR": spec.folder,
        "YTDLP_NO_PLUGINS": "1",
        # Whatever a tool below does by itself goes the filtered way too.
        "http_proxy": spec.proxy,
        "https_proxy": spec.proxy,
        "all_proxy": spec.proxy,
    }


async def _hand_over(process: asyncio.subprocess.Process, spec: Spec) -> None:
    if process.stdin is None:
        return
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(msgspec.json.encode(spec))
        await process.stdin.drain()
        process.stdin.close()


async def _end(process: asyncio.subprocess.Process) -> None:
    """Interrupt the group, then kill it; ffmpeg ends with it even if the process is gone."""
    if process.returncode is None:
        _signal(process, signal.SIGINT)
        with suppress(TimeoutError):
            async with asyncio.timeout(_GRACE):
                await process.wait()
    _signal(process, signal.SIGKILL)
    await process.wait()


def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
