"""Asking at a steady pace, as a household does, and how long each answer took."""

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec
from tests.benchmarks.fan_out import percentile

_HEAD_ENDS = b"\r\n\r\n"
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Ask:
    """One request; a `body` makes it a POST."""

    path: str
    body: object = None

    def raw(self, token: str) -> bytes:
        """The bytes that go out."""
        body = b"" if self.body is None else msgspec.json.encode(self.body)
        head = [
            f"{'POST' if body else 'GET'} {self.path} HTTP/1.1",
            "Host: 127.0.0.1",
            f"Authorization: Bearer {token}",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
        ]
        return "\r\n".join(head).encode() + _HEAD_ENDS + body


@dataclass
class Waits:
    """How long each kind of request waited for its answer, in milliseconds."""

    by_name: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, wait: float) -> None:
        self.by_name.setdefault(name, []).append(wait)

    @property
    def every(self) -> list[float]:
        return [wait for waits in self.by_name.values() for wait in waits]

    @property
    def p99_ms(self) -> float:
        return percentile(self.every, 99)

    def as_details(self) -> dict[str, dict[str, float]]:
        return {
            name: {
                "asked": len(waits),
                **{f"p{part} ms": round(percentile(waits, part), 2) for part in (50, 95, 99)},
            }
            for name, waits in self.by_name.items()
        }


class Line:
    """A connection to the appliance that stays open."""

    def __init__(self, port: int, token: str) -> None:
        self._port, self._token = port, token
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, wanted: Ask) -> float:
        """How many milliseconds until the whole answer was there."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        began = time.perf_counter()
        writer.write(wanted.raw(self._token))
        head = await reader.readuntil(_HEAD_ENDS)
        length = _LENGTH.search(head)
        answer = await reader.readexactly(int(length[1]) if length else 0)
        took = (time.perf_counter() - began) * 1000
        if not head.startswith(b"HTTP/1.1 2"):
            raise RuntimeError(f"{wanted.path}: {head[:30]!r} {answer[:300]!r}")
        return took

    async def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()


async def steadily(
    line: Line, asks: Sequence[tuple[str, Ask]], waits: Waits, over: asyncio.Event, *, every: float
) -> None:
    """Ask in turn, one each `every` seconds, until it is `over`.

    What is late is not left out: its wait counts from when it should have been asked.
    """
    due, number = time.perf_counter(), 0
    while not over.is_set():
        name, wanted = asks[number % len(asks)]
        late = max(0.0, time.perf_counter() - due) * 1000
        waits.add(name, late + await line.ask(wanted))
        number, due = number + 1, due + every
        await asyncio.sleep(max(0.0, due - time.perf_counter()))


async def one_after_another(line: Line, name: str, asks: Sequence[Ask], waits: Waits) -> None:
    """Ask as fast as answers come."""
    for wanted in asks:
        waits.add(name, await line.ask(wanted))
