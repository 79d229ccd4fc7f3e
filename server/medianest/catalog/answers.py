"""Database first, then TMDB: what is known is shown at once, and renewed behind the scenes."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Generic, TypeVar

import msgspec
from cachetools import TTLCache

from medianest.catalog import queries
from medianest.catalog.errors import (
    AWAY,
    CatalogNotConnectedError,
    CatalogUnavailableError,
    TmdbKeyRefusedError,
)
from medianest.catalog.flights import Flights
from medianest.catalog.learning import Learning, Learnt
from medianest.catalog.queries.answers import Kept
from medianest.catalog.questions import Question
from medianest.infra.jobs import Jobs
from medianest.infra.outside import BreakerState
from medianest.kit.clock import Clock, now

T = TypeVar("T", bound=msgspec.Struct)
RENEW = "catalog.renew"
_PAUSE_SECONDS = 60.0  # between two orders to renew the same
_MOST_ORDERS = 2000


class Told(msgspec.Struct, Generic[T], frozen=True):
    """An answer, of when it is, and whether it is older than it should be."""

    fact: T
    as_of: datetime
    stale: bool


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers to questions, whoever knows them."""

    learning: Learning
    flights: Flights[Learnt]
    jobs: Jobs
    fresh_for: timedelta
    clock: Clock = now
    _ordered: TTLCache[str, None] = field(
        default_factory=partial(TTLCache, _MOST_ORDERS, _PAUSE_SECONDS)
    )

    async def told(self, question: Question, kind: type[T]) -> Told[T]:
        """The stored answer, else TMDB's, else the same in other words.

        Raises NoSuchTitleError, and CatalogUnavailableError or CatalogNotConnectedError when
        nobody can answer.
        """
        kept = await queries.answers.read(question.key)
        if kept is not None:
            return await self._shown(question, kept, kind)
        try:
            learnt = await self.flights.join(question.key, lambda: self.learning.learn(question))
        except AWAY as failure:
            other = await queries.answers.about(question.subject) if question.number else None
            if other is None:
                raise told(failure) from failure
            return Told(
                msgspec.json.decode(other.document, type=kind), other.fetched_at, stale=True
            )
        return Told(msgspec.json.decode(learnt.document, type=kind), learnt.at, stale=False)

    async def _shown(self, question: Question, kept: Kept, kind: type[T]) -> Told[T]:
        present = self.clock()
        stale = present - kept.fetched_at > self.fresh_for
        if stale:
            await self.renew(question)
        if present - kept.seen_at > self.fresh_for:
            await self._looked_at(question)
        return Told(msgspec.json.decode(kept.document, type=kind), kept.fetched_at, stale)

    async def _looked_at(self, question: Question) -> None:
        await queries.answers.seen(question.key)
        if question.kind == "title" and question.title is not None:
            await queries.storing.looked_at(question.title)

    async def renew(self, question: Question) -> None:
        """Have the answer renewed soon, unless that was ordered just now or cannot work."""
        key = question.key
        if self.learning.tmdb.outside.state is BreakerState.OPEN:
            return
        if key in self._ordered:
            return
        self._ordered[key] = None
        await self.jobs.enqueue(RENEW, question, subject=question.subject, unique=f"catalog:{key}")


def told(failure: Exception) -> Exception:
    """What somebody hears who cannot do anything about it."""
    if isinstance(failure, TmdbKeyRefusedError):
        return CatalogUnavailableError("The Movie Database does not accept the household's key.")
    if isinstance(failure, CatalogNotConnectedError):
        return failure
    return CatalogUnavailableError()
