"""A call to a stand-in as it came in, and what goes wrong with it."""

import threading
import time
from dataclasses import dataclass, field
from typing import Any

import msgspec

Json = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """One request; header names are in lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""
    at: float = field(default_factory=time.monotonic)

    @property
    def json(self) -> Json:
        try:
            return msgspec.json.decode(self.body or b"{}", type=Json)
        except msgspec.DecodeError:
            return {}


@dataclass
class Faults:
    """What goes wrong, for calls that contain `only`, the next `times` of them."""

    slow: float = 0
    held: threading.Event | None = None
    """Answer only when it is set, whatever else goes wrong."""
    status: int = 0
    cut_off: bool = False
    """Promise more than is sent, then hang up."""
    garbage: bool = False
    """Answer 200 with something that cannot be read."""
    only: str = ""
    times: int | None = None

    def hit(self, call: str) -> bool:
        """Whether it goes wrong this time."""
        if self.only not in call or self.times == 0 or not self._any():
            return False
        if self.times is not None:
            self.times -= 1
        return True

    def wait(self) -> None:
        """Let the caller wait as long as they are to."""
        time.sleep(self.slow)
        if self.held is not None:
            self.held.wait(120)

    def clear(self) -> None:
        """Everything works again."""
        self.__dict__.update(vars(type(self)()))

    def _any(self) -> bool:
        return bool(self.slow or self.held or self.status or self.cut_off or self.garbage)
