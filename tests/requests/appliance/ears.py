"""What people are sent live, and what it says about a request."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from tests.support.waiting import until

Json = dict[str, Any]


@dataclass
class Ear:
    """Everything one person was sent live while it listened."""

    frames: list[Json] = field(default_factory=list)

    def told(self, request: str) -> list[str]:
        """The kinds of the notices about a request, oldest first."""
        notices = [one["data"] for one in self.frames if one["type"] == "notification"]
        return [one["kind"] for one in notices if one["link"] == f"/requests/{request}"]

    def hears(self, request: str, kinds: list[str]) -> None:
        """Wait until it was told so much."""
        until(lambda: len(self.told(request)) >= len(kinds), what=lambda: str(self.frames))

    def states(self, request: str) -> list[str]:
        """The way of a request as it was shown."""
        updates = [one["data"] for one in self.frames if one["type"] == "request.updated"]
        return way(one["state"] for one in updates if one["id"] == request)


def way(states: Iterable[str]) -> list[str]:
    """The states that follow one another, but for `submitted`.

    News from Overseerr may be faster than its answer: then that state is left out.
    """
    return [state for state, _ in groupby(one for one in states if one != "submitted")]
