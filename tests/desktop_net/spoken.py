"""A program on one machine that speaks JSON, a line a message."""

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from tests.desktop_net.home import Machine

Line = dict[str, Any]
ROOT = Path(__file__).parents[2]


class Spoken:
    """What it said so far, and what it will say."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process
        self.lines: list[Line] = []
        self._new: queue.Queue[Line] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def close(self) -> None:
        """Let go of what connected us, once it has ended."""
        self._reader.join()
        for end in (self.process.stdin, self.process.stdout):
            assert end
            end.close()

    def _read(self) -> None:
        assert self.process.stdout
        for raw in self.process.stdout:
            self._new.put(msgspec.json.decode(raw))

    def tell(self, **facts: object) -> None:
        assert self.process.stdin
        self.process.stdin.write(msgspec.json.encode(facts) + b"\n")
        self.process.stdin.flush()

    def heard(self) -> list[Line]:
        """Everything it has said by now."""
        while not self._new.empty():
            self.lines.append(self._new.get())
        return self.lines

    def hear(
        self, fits: Callable[[Line], object], *, what: str, within: float = 20, since: int = 0
    ) -> Line:
        """The first line from the one numbered `since` that fits, as soon as it was said."""
        deadline = time.monotonic() + within
        while True:
            for line in self.heard()[since:]:
                if fits(line):
                    return line
            if time.monotonic() > deadline or self.process.poll() is not None:
                last = "\n".join(map(str, self.lines[-12:]))
                raise AssertionError(f"never said: {what}; the last it said:\n{last}")
            time.sleep(0.02)


@contextmanager
def spoken(
    machine: Machine, words: list[str], log: Path, env: Mapping[str, str]
) -> Iterator[Spoken]:
    """Run a module of Python on this machine while inside."""
    with machine.inside(), log.open("ab") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **env},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )
    running = Spoken(process)
    try:
        yield running
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        running.close()
