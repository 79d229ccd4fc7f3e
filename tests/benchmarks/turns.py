"""Servers that take turns at being asked, so that a busy neighbour hits them all."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from statistics import median

import psutil
from tests.benchmarks.load import press

_SECONDS = 6


@dataclass(frozen=True)
class Server:
    """Whom to ask, and the process that answers."""

    url: str
    process: psutil.Process
    headers: dict[str, str] = field(default_factory=dict)

    def turn(self, *, seconds: int = _SECONDS) -> "Turn":
        before = self._worked()
        answered = press(self.url, self.headers, seconds=seconds)
        if answered.failed:
            raise RuntimeError(f"{answered.failed} requests to {self.url} were refused")
        worked = (self._worked() - before) / (answered.per_second * seconds)
        return Turn(answered.per_second, answered.p99_ms, worked * 1e6)

    def _worked(self) -> float:
        times = self.process.cpu_times()
        return times.user + times.system


@dataclass(frozen=True)
class Turn:
    """What one turn showed; the processor's time per request without Postgres' own."""

    per_second: float
    p99_ms: float
    cpu_us: float


@dataclass(frozen=True)
class Turns:
    """All turns of one server."""

    taken: Sequence[Turn]

    @property
    def rate(self) -> float:
        """Requests a second."""
        return median(one.per_second for one in self.taken)

    @property
    def best(self) -> float:
        """Requests a second when the machine was quietest."""
        return max(one.per_second for one in self.taken)

    @property
    def p99_ms(self) -> float:
        return median(one.p99_ms for one in self.taken)

    @property
    def cpu_us(self) -> float:
        return median(one.cpu_us for one in self.taken)

    def as_details(self) -> list[dict[str, float]]:
        return [asdict(one) for one in self.taken]


def take_turns(*servers: Server, times: int = 3, seconds: int = _SECONDS) -> list[Turns]:
    """Ask one after the other, `times` over, after a moment to get warm."""
    for server in servers:
        press(server.url, server.headers, seconds=2)
    rounds = [[server.turn(seconds=seconds) for server in servers] for _ in range(times)]
    return [Turns(taken) for taken in zip(*rounds, strict=True)]
