"""Start, find and end processes; every one by its own id."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import httpx2
import psutil
from tests.support.appliance import Appliance

ROOT = Path(__file__).parents[2]


@contextmanager
def python(module: str, *words: str, log: Path) -> Iterator["subprocess.Popen[str]"]:
    """Run one of our programs while inside; its stdin and stdout are open to the caller."""
    argv = [sys.executable, "-m", module, *words]
    with log.open("ab") as errors, _spawn(argv, errors) as process:
        try:
            yield process
        finally:
            end(process)


def _spawn(argv: Sequence[str], errors: IO[bytes]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        argv,
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        start_new_session=True,
    )


def read_line(stream: IO[str] | None) -> str:
    """The next line that a program of ours says; raises RuntimeError once it is gone."""
    read = stream.readline() if stream else ""
    if not read:
        raise RuntimeError("the process ended early; see its log")
    return read


def end(process: "subprocess.Popen[str]") -> None:
    """Ask it to stop; what is left after that, children included, is killed."""
    family = whole(process.pid) if process.poll() is None else []
    process.terminate()
    _, left = psutil.wait_procs(family, timeout=10)
    for one in left:
        one.kill()
    process.wait(timeout=10)


def whole(pid: int) -> list[psutil.Process]:
    """The process and everything it started."""
    first = psutil.Process(pid)
    return [first, *first.children(recursive=True)]


def wait_for(url: str, *, within: float = 60) -> None:
    """Return at the first 200."""
    deadline = time.monotonic() + within
    with httpx2.Client(timeout=5) as client:
        while time.monotonic() < deadline:
            try:
                if client.get(url).status_code == 200:
                    return
            except httpx2.HTTPError:
                pass
            time.sleep(0.01)
    raise TimeoutError(url)


class PromptAppliance(Appliance):
    """Notices within 10 ms that it is ready."""

    def wait_ready(self, *, within: float = 60) -> None:
        wait_for(f"{self.base_url}/ready", within=within)


@contextmanager
def appliance(folder: Path, **settings: str) -> Iterator[PromptAppliance]:
    """Run `medianest serve` over `folder` while inside."""
    served = PromptAppliance(folder, **settings)
    served.start()
    try:
        yield served
    finally:
        served.stop()
