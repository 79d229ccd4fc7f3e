"""What a killed Postgres leaves behind: processes that still run, and its lock files."""

import asyncio
import signal
from contextlib import suppress
from pathlib import Path

import psutil
import structlog

# A server that was asked to stop writes what it has in memory first.
_PATIENCE = (
    (signal.SIGINT, 20.0),
    (signal.SIGQUIT, 5.0),
    (signal.SIGKILL, 5.0),
)
_LOOK_EVERY_SECONDS = 0.05

log = structlog.get_logger()


async def evict(cluster: Path, sockets: Path) -> None:
    """End every Postgres process that works in `cluster`, then take away the lock files.

    Only the holder of the home's lock may call this: whatever runs there is a leftover. Without
    it the next server would refuse to start while one old session still has the memory mapped,
    or when the number in a lock file meanwhile belongs to some other program.
    """
    for asked, patience in _PATIENCE:
        leftovers = await asyncio.to_thread(_working_in, cluster)
        if not leftovers:
            break
        log.warning("postgres_leftovers", signal=asked.name, pids=[one.pid for one in leftovers])
        for one in leftovers:
            with suppress(psutil.NoSuchProcess):
                one.send_signal(asked)
        await _ended(leftovers, within=patience)
    for lock in (cluster / "postmaster.pid", sockets / ".s.PGSQL.5432.lock"):
        lock.unlink(missing_ok=True)


async def _ended(processes: list[psutil.Process], *, within: float) -> None:
    # Looked at in steps, not waited for in a thread: who wants to stop must not wait for that.
    deadline = asyncio.get_running_loop().time() + within
    while processes and asyncio.get_running_loop().time() < deadline:
        _, processes = psutil.wait_procs(processes, timeout=0)
        await asyncio.sleep(_LOOK_EVERY_SECONDS)


def _working_in(cluster: Path) -> list[psutil.Process]:
    return [
        process
        for process in psutil.process_iter(["name", "status"])
        if process.info["name"] == "postgres"
        and process.info["status"] != psutil.STATUS_ZOMBIE
        and _works_in(process.pid, cluster)
    ]


def _works_in(pid: int, cluster: Path) -> bool:
    try:
        # Compared by identity: the same folder may be mounted under several names.
        return Path(f"/proc/{pid}/cwd").samefile(cluster)
    except OSError:
        return False
