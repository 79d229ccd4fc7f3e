"""What a task notes about itself while it runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from medianest.catalog import queries
from medianest.catalog.errors import CatalogNotConnectedError, CatalogUnavailableError
from medianest.kit.clock import Clock, now

# Five in a row: it is TMDB, not the titles.
_MOST_FAILURES = 5


@dataclass(slots=True)
class Diary:
    """Counts what was done, and keeps it with the task's place."""

    task: str
    clock: Clock = now
    counts: dict[str, int] = field(default_factory=dict)
    started_at: datetime = field(init=False)
    _failures: int = 0

    def __post_init__(self) -> None:
        self.started_at = self.clock()

    def count(self, what: str, by: int = 1) -> None:
        """Note that something was done."""
        self.counts[what] = self.counts.get(what, 0) + by
        if what != "failed":
            self._failures = 0

    def failed(self, failure: Exception) -> None:
        """Note that one thing could not be read; raise after too many in a row.

        Without a key there is nothing to try again.
        """
        if isinstance(failure, CatalogNotConnectedError):
            raise failure
        self.count("failed")
        self._failures += 1
        if self._failures >= _MOST_FAILURES:
            raise CatalogUnavailableError from failure

    async def keep(self, cursor: Mapping[str, Any], *, ended: bool = False) -> None:
        """Write the task's place and its counts, in the present transaction."""
        report = {
            "startedAt": self.started_at,
            "finishedAt": self.clock() if ended else None,
            **self.counts,
        }
        await queries.sync.note(self.task, cursor, report)

    def __str__(self) -> str:
        return ", ".join(f"{count} {what}" for what, count in self.counts.items())


async def place_of(task: str) -> dict[str, Any]:
    """Where the last run of a task came to."""
    state = await queries.sync.state(task)
    return state.cursor if state else {}
