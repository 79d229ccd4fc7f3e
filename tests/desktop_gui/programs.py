"""Programs of a test, each started by hand, logged, and ended by its own id."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
_MISSING = "{0} is missing; `make test-desktop` installs what these tests need"


class Programs:
    """What runs on one desktop; ended in the reverse order of its start."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._running: list[tuple[str, subprocess.Popen[bytes]]] = []

    def start(
        self,
        name: str,
        words: Sequence[str | Path],
        env: Mapping[str, str],
        *,
        given: bytes | None = None,
        passes: Sequence[int] = (),
    ) -> subprocess.Popen[bytes]:
        """Run `words` with only `env` around it; what it prints goes to a file of its `name`."""
        try:
            with (self.folder / f"{name}.log").open("ab") as log:
                program = subprocess.Popen(
                    [str(word) for word in words],
                    env=dict(env),
                    stdin=subprocess.DEVNULL if given is None else subprocess.PIPE,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    pass_fds=tuple(passes),
                )
        except FileNotFoundError as gone:
            raise AssertionError(_MISSING.format(words[0])) from gone
        if given is not None and program.stdin:
            program.stdin.write(given)
            program.stdin.close()
        self._running.append((name, program))
        return program

    def said(self, name: str) -> str:
        """What it printed so far."""
        log = self.folder / f"{name}.log"
        return log.read_text(errors="replace") if log.exists() else ""

    def end(self, program: subprocess.Popen[bytes], *, number: int = signal.SIGTERM) -> int:
        """Ask it to stop, kill what is left of its group; its exit status."""
        with suppress(ProcessLookupError):
            program.send_signal(number)
        try:
            status = program.wait(timeout=30)
        except subprocess.TimeoutExpired:
            status = -signal.SIGKILL
        with suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        program.wait(timeout=10)
        self._running = [kept for kept in self._running if kept[1] is not program]
        return status

    def end_all(self) -> None:
        for _, program in reversed(self._running.copy()):
            self.end(program)


def until(found: Callable[[], T | None], *, what: str, within: float = 60) -> T:
    """Ask until the answer is true, and return it."""
    deadline = time.monotonic() + within
    while not (answer := found()):
        if time.monotonic() > deadline:
            raise AssertionError(f"did not happen: {what}")
        time.sleep(0.05)
    return answer


def output(words: Sequence[str], env: Mapping[str, str]) -> str:
    """What a small tool prints; nothing if it found nothing."""
    try:
        done = subprocess.run(
            words, env=dict(env), capture_output=True, text=True, check=False, timeout=60
        )
    except FileNotFoundError as gone:
        raise AssertionError(_MISSING.format(words[0])) from gone
    return done.stdout
