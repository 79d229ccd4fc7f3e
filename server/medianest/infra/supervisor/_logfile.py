"""The file that a child writes its messages into."""

import asyncio
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog

_LOOK_EVERY_SECONDS = 60.0
_READ_EVERY_SECONDS = 1.0
_MOST_BYTES_AT_ONCE = 100_000

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class LogFile:
    """Written by the child through a descriptor of ours, so it needs no right to the folder.

    Kept short by copying and truncating: a child never has to open it anew.
    """

    path: Path
    most_bytes: int = 5_000_000
    older: int = 3

    @contextmanager
    def opened(self) -> Iterator[int]:
        """A descriptor to append with."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def size(self) -> int:
        """Bytes written so far."""
        return self.path.stat().st_size if self.path.exists() else 0

    def since(self, offset: int) -> str:
        """What was written after `offset`."""
        with self.path.open("rb") as file:
            file.seek(offset)
            return file.read(_MOST_BYTES_AT_ONCE).decode(errors="replace")

    def rotate(self) -> None:
        """Put the file's content aside once it is too long."""
        if self.size() <= self.most_bytes:
            return
        for number in range(self.older - 1, 0, -1):
            aged = self._aged(number)
            if aged.exists():
                aged.replace(self._aged(number + 1))
        shutil.copyfile(self.path, self._aged(1))
        os.truncate(self.path, 0)

    def _aged(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{number}")

    async def keep_short(self) -> None:
        """Rotate now and then, until cancelled."""
        while True:
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
            self.rotate()

    async def retell(self, service: str, *, since: int) -> None:
        """Log, as `service`, what is written after the offset `since`, until cancelled.

        A pipe would do it sooner, and stop the child whenever we are busy.
        """
        told = since
        try:
            while True:
                told = self._retell(service, told)
                await asyncio.sleep(_READ_EVERY_SECONDS)
        finally:
            self._retell(service, told)

    def _retell(self, service: str, told: int) -> int:
        size = self.size()
        if size < told:
            # Cut short meanwhile.
            told = 0
        if size == told:
            return told
        with self.path.open("rb") as file:
            file.seek(told)
            whole = file.read(_MOST_BYTES_AT_ONCE)
        # A line that is only half there is told next time, unless it is longer than all we read.
        whole = whole[: whole.rfind(b"\n") + 1] or whole
        for line in whole.decode(errors="replace").splitlines():
            log.log(_level(line), "service_said", service=service, line=line.strip())
        return told + len(whole)


def _level(line: str) -> int:
    if "PANIC:" in line:
        return logging.ERROR
    # Postgres says FATAL also of a caller who came too early.
    return logging.WARNING if "FATAL:" in line or "ERROR:" in line else logging.INFO
