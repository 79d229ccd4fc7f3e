"""Database first, then TMDB: what is known is shown at once, and renewed behind the scenes."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

import msgspec

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
_PAUSE = 60.0  # seconds between two orders to renew the same
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
    _ordered: dict[str, float] = field(default_factory=dict)

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
        key, moment = question.key, time.monotonic()
        if self.learning.tmdb.outside.state is BreakerState.OPEN:
            return
        if moment - self._ordered.get(key, float("-inf")) < _PAUSE:
            return
        if len(self._ordered) >= _MOST_ORDERS:
            self._ordered.clear()
        self._ordered[key] = moment
        await self.jobs.enqueue(RENEW, question, subject=question.subject, unique=f"catalog:{key}")


def told(failure: Exception) -> Exception:
    """What somebody hears who cannot do anything about it."""
    if isinstance(failure, TmdbKeyRefusedError):
        return CatalogUnavailableError("The Movie Database does not accept the household's key.")
    if isinstance(failure, CatalogNotConnectedError):
        return failure
    return CatalogUnavailableError()
