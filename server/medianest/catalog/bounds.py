"""How many answers are kept at most."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from medianest.catalog import queries

QUESTIONS: Final = ["search", "discover"]
SUBJECTS: Final = ["title", "season", "person", "collection"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """Lets go of the answers that were looked at least, once for every `every` that are kept.

    Somebody who searches for anything that comes to mind would else fill the disk between two
    clean-ups.
    """

    most_questions: int = 5_000
    most_subjects: int = 20_000
    every: int = 1_000
    _kept: Iterator[int] = field(default_factory=lambda: count(1))

    async def kept(self) -> None:
        """One more answer was kept by this process."""
        if next(self._kept) % self.every == 0:
            await self.drop()

    async def drop(self) -> int:
        """Let go of what is too many; how many had to go."""
        questions = await queries.answers.drop_beyond(QUESTIONS, self.most_questions)
        return questions + await queries.answers.drop_beyond(SUBJECTS, self.most_subjects)
