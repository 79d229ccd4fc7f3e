"""Servers in processes of their own, which may be killed, and looks at what they leave."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from tests.support import postgres_child

Launch = Callable[..., "Serving"]
Moment = Callable[[], bool]


@dataclass(frozen=True)
class Serving:
    process: subprocess.Popen[str]
    folder: Path
    said: str

    @property
    def dsn(self) -> str:
        assert self.said.startswith("up "), self.said
        return self.said.removeprefix("up ")


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Launch]:
    """Start a serving process over a folder and wait for its first words."""
    with ExitStack() as ends:

        def start(
            folder: Path = tmp_path, *, uid: int | None = None, until: Moment | None = None
        ) -> Serving:
            process = ends.enter_context(
                subprocess.Popen(
                    [python_for(uid), postgres_child.__file__, str(folder)],
                    stdout=subprocess.PIPE,
                    text=True,
                    user=uid,
                    group=uid,
                    extra_groups=None if uid is None else [],
                    cwd="/",
                    env=os.environ
                    | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
                )
            )
            ends.callback(process.send_signal, signal.SIGINT)
            if until is not None:
                killed_at(process, until)
            assert process.stdout is not None
            return Serving(process, folder, process.stdout.readline().strip())

        yield start


def python_for(uid: int | None) -> str:
    """An interpreter that the user can get to; ours may lie in root's home."""
    if uid is None:
        return sys.executable
    system = Path(f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}")
    if not system.exists():
        pytest.skip("other users have no Python of this version")
    return str(system)


def killed_at(process: subprocess.Popen[str], moment: Moment) -> None:
    """Wait for the moment and kill; a moment that never comes ends with the process' words."""
    while not moment() and process.poll() is None:
        time.sleep(0.002)
    process.kill()
    process.wait()


def postmaster(folder: Path) -> psutil.Process:
    """The server over `folder`."""
    (file,) = (folder / "postgres").glob("[0-9]*/postmaster.pid")
    return psutil.Process(int(file.read_text().split()[0]))


def gone(process: psutil.Process) -> bool:
    """Whether it has ended; its parent may be slow to notice."""
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
