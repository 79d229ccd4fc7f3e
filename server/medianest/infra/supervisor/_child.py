"""Start one child so that it cannot outlive us, and stop it for certain."""

import asyncio
import ctypes
import os
import signal
import threading
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta

import structlog

from medianest.infra.supervisor._account import Account
from medianest.infra.supervisor._doors import Doors

_PR_SET_PDEATHSIG = 1
# Loaded before any fork: between fork and exec nothing may be imported.
_LIBC = ctypes.CDLL(None, use_errno=True)

Ladder = Sequence[tuple[signal.Signals, timedelta]]

log = structlog.get_logger()


class OwnerMustActError(Exception):
    """Only a person can cure this; the message says how. The program ends with status 78."""


class NotStartedError(Exception):
    """A child did not start; trying again may help."""


async def spawn(  # noqa: PLR0913 - a process has that many sides
    argv: Sequence[str],
    doors: Doors,
    *,
    output: int,
    environment: Mapping[str, str] | None = None,
    last_wish: signal.Signals = signal.SIGINT,
    source: int = DEVNULL,
    complaints: int = STDOUT,
) -> Process:
    """Start `argv` as the doors' account; it gets `last_wish` from the kernel when we die.

    Its environment holds nothing of ours but the search path. It reads `source`, and what it says
    on stderr goes to `complaints`: with its output, unless told otherwise.
    """
    if threading.current_thread() is not threading.main_thread():
        # The kernel sends the last wish when the forking thread ends, not the process.
        message = "children are started from the main thread"
        raise RuntimeError(message)
    try:
        return await asyncio.create_subprocess_exec(
            *argv,
            stdin=source,
            stdout=output,
            stderr=complaints,
            cwd="/",
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", **(environment or {})},
            pass_fds=doors.descriptors,
            preexec_fn=_become(doors.account, os.getpid(), last_wish),
        )
    except OSError as failure:
        message = f"{argv[0]} cannot be started: {failure.strerror}"
        raise OwnerMustActError(message) from failure


def _become(account: Account | None, parent: int, last_wish: signal.Signals) -> Callable[[], None]:
    def become() -> None:
        os.setsid()
        os.umask(0o077)
        if account is not None:
            os.setgroups([])
            os.setgid(account.gid)
            os.setuid(account.uid)
        # After the change of user, which would clear it.
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(last_wish), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return become


async def run(
    argv: Sequence[str], doors: Doors, *, environment: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Run a tool to its end: its exit status and all it said."""
    process = await spawn(
        argv, doors, output=PIPE, environment=environment, last_wish=signal.SIGTERM
    )
    try:
        said, _ = await process.communicate()
    except BaseException:
        await stop(process, [(signal.SIGTERM, timedelta(seconds=3))])
        raise
    return await process.wait(), said.decode(errors="replace").strip()


async def stop(process: Process, ladder: Ladder) -> None:
    """Send the ladder's signals, each with its patience, then SIGKILL."""
    for asked, patience in (*ladder, (signal.SIGKILL, timedelta(seconds=5))):
        if process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.send_signal(asked)
        try:
            await asyncio.wait_for(process.wait(), patience.total_seconds())
        except TimeoutError:
            log.warning("child_ignores_signal", pid=process.pid, signal=asked.name)
        else:
            return
