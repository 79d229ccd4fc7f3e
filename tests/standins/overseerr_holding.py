"""Keeps calls to the stand-in back, each for as long as a test wants."""

import threading
from dataclasses import dataclass, field
from typing import Literal

from tests.standins.calls import Asked
from tests.standins.overseerr_state import Memory

When = Literal["before", "after"]
"""Kept back before it is done, and then never done; or done, and not answered yet."""


@dataclass
class Held:
    """A call that is to be kept back, or is."""

    when: When
    reached: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    def wait(self, when: When) -> bool:
        """Wait here if this is the moment; whether it was."""
        if when != self.when:
            return False
        self.reached.set()
        self.released.wait(60)
        return True


@dataclass
class Holding:
    """The next call of a method about a title, which is told by its number at TMDB."""

    _wanted: dict[tuple[str, int], Held] = field(default_factory=dict)
    _met: list[Held] = field(default_factory=list)

    def next(self, method: str, tmdb_id: int, when: When) -> threading.Event:
        """Keep the next one back; what is returned is set as soon as it waits."""
        held = self._wanted[method, tmdb_id] = Held(when)
        return held.reached

    def meet(self, asked: Asked, memory: Memory) -> Held | None:
        """What waits for this call, if anything does."""
        about = _about(asked, memory)
        held = self._wanted.pop((asked.method, about), None) if about else None
        if held is not None:
            self._met.append(held)
        return held

    def let_go(self) -> None:
        """Keep nothing back any more."""
        self._wanted.clear()
        while self._met:
            self._met.pop().released.set()


def _about(asked: Asked, memory: Memory) -> int | None:
    parts = asked.path.strip("/").split("/")
    if parts == ["request"] and asked.method == "POST":
        number: int = asked.json["mediaId"]
        return number
    if parts[0] != "request" or not parts[-1].isdigit():
        return None
    found = memory.requests.get(int(parts[-1]))
    return found.media.tmdb_id if found else None
