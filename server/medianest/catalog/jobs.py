"""The background work of the catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from medianest.catalog.answers import RENEW
from medianest.catalog.errors import AWAY, NoSuchTitleError
from medianest.catalog.learning import Learning
from medianest.catalog.lists import TRANSLATE, Lists, Translation
from medianest.catalog.questions import Question
from medianest.catalog.rating import RATE, Rating, ToRate
from medianest.infra.jobs import JobKind, Run

_QUEUE = "catalog-pages"
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Renewing:
    """Renews what was shown although it was old."""

    learning: Learning

    async def work(self, question: Question, _: Run) -> None:
        """Ask again. That TMDB is away is no failure: the next look orders the same."""
        try:
            await self.learning.learn(question, background=True)
        except (NoSuchTitleError, *AWAY):
            return


def kinds(learning: Learning, rating: Rating, lists: Lists) -> Sequence[JobKind[Any]]:
    """Renewing what is old, and finding out for whom titles are."""
    return [
        JobKind(
            name=RENEW,
            payload=Question,
            run=Renewing(learning).work,
            queue=_QUEUE,
            concurrency=4,
            attempts=_TRIES,
        ),
        JobKind(
            name=RATE,
            payload=ToRate,
            run=rating.work,
            queue=_QUEUE,
            concurrency=2,
            attempts=_TRIES,
            base=timedelta(minutes=1),
        ),
        JobKind(
            name=TRANSLATE,
            payload=Translation,
            run=lists.translate,
            queue=_QUEUE,
            concurrency=1,
            attempts=_TRIES,
        ),
    ]
