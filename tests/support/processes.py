"""Processes under an appliance: who they are, and that they are gone."""

import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil

FETCHER = "medianest.downloads.ytdlp"
COURIER = "medianest.notifications.courier.child"
_WORKERS = {FETCHER, COURIER}


def family(pid: int) -> list[psutil.Process]:
    """The process and everything below it."""
    head = psutil.Process(pid)
    return [head, *head.children(recursive=True)]


def workers(pid: int) -> list[psutil.Process]:
    """All that fetch or deliver."""
    return [one for one in family(pid) if _WORKERS & set(_command(one))]


def fetchers(pid: int) -> list[psutil.Process]:
    return [one for one in family(pid) if FETCHER in _command(one)]


def named(pid: int, name: str) -> list[psutil.Process]:
    return [one for one in family(pid) if Path((_command(one) or [""])[0]).name == name]


def postmaster(data_dir: Path) -> int:
    [lock] = data_dir.glob("postgres/*/postmaster.pid")
    return int(lock.read_text().splitlines()[0])


def alive(processes: Iterable[psutil.Process]) -> list[psutil.Process]:
    return [one for one in processes if _is_alive(one)]


def wait_gone(processes: Iterable[psutil.Process], *, within: float = 120) -> None:
    deadline = time.monotonic() + within
    left = alive(processes)
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = alive(left)
    assert not left, f"left behind: {[(one.pid, _command(one)) for one in left]}"


def working_in(folder: Path) -> list[list[str]]:
    """The command lines of all processes that have to do with `folder`."""
    return [_command(one) for one in _alive_ones() if _belongs_to(one, folder)]


def _alive_ones() -> Iterator[psutil.Process]:
    yield from alive(psutil.process_iter())


def _belongs_to(process: psutil.Process, folder: Path) -> bool:
    with suppress(psutil.Error, OSError):
        if Path(process.cwd()).is_relative_to(folder):
            return True
        return any(str(folder) in word for word in _command(process))
    return False


def _is_alive(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def _command(process: psutil.Process) -> list[str]:
    with suppress(psutil.Error):
        return process.cmdline()
    return []
