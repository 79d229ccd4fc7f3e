"""Asking for a title: one transaction for the request, its parts, its news and its work."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import structlog

from medianest.infra.database import transaction
from medianest.infra.jobs import Jobs
from medianest.kit.clock import Clock, now
from medianest.kit.ids import Ids, new_id
from medianest.kit.media import TitleKey
from medianest.requests.errors import (
    AlreadyAvailableError,
    NoSuchRequestError,
)
from medianest.requests.facts import Asker
from medianest.requests.knowing import Knowing, Known, must_be_for
from medianest.requests.making import make
from medianest.requests.moves import Moves
from medianest.requests.queries import asking, locks, moving
from medianest.requests.queries.asking import NewRequest
from medianest.requests.quotas.service import Quotas
from medianest.requests.said import Said
from medianest.requests.schemas import AskFor
from medianest.requests.settling import Settling
from medianest.requests.wishes import LATER, SHOW, Part, covered, wished
from medianest.requests.work import DESCRIBE, Describe, subject

log = structlog.get_logger()
Outcome = Literal["created", "joined"]


@dataclass(frozen=True, slots=True)
class Asked:
    """The request that stands for what somebody asked for."""

    request: UUID
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Asking:
    """Takes in what people ask for."""

    knowing: Knowing
    moves: Moves
    jobs: Jobs
    quotas: Quotas
    settling: Settling
    clock: Clock = now
    ids: Ids = new_id

    async def ask(self, who: Asker, wanted: AskFor, *, via: str = "web") -> Asked:
        """Make a request, or join the one that is after the same.

        Raises `TitleNotForYouError`, `NothingLikeThatError`, `AlreadyAvailableError` and
        `QuotaReachedError`. Nobody outside is waited for.
        """
        key = TitleKey(wanted.media_type, wanted.tmdb_id)
        async with transaction():
            await locks.person(who.id)
            await locks.title(key)
            known = await self.knowing.of(key, is4k=wanted.is4k)
            must_be_for(who, known.title)
            missing = known.missing(wished(wanted, known.facts))
            if not missing:
                raise AlreadyAvailableError(plexUrl=known.presence.plex_url)
            taken = await asking.asked(key, is4k=wanted.is4k)
            fresh = {part for part in missing if not covered(part, taken)}
            joined = await self._join(who, missing - fresh, taken)
            if joined and not fresh:
                return Asked(joined[0], "joined")
            request = await self._make(who, wanted, known, fresh, via)
        log.info("request_made", request=str(request), title=key.tmdb_id, kind=key.media_type)
        return Asked(request, "created")

    async def _join(
        self, who: Asker, parts: Collection[Part], taken: Mapping[Part, UUID]
    ) -> list[UUID]:
        joined = sorted({_taker(part, taken) for part in parts})
        for request in joined:
            if await asking.follow(request, who.id, self.clock()):
                item = await moving.get(request)
                await self.moves.telling.changed(_there(item))
        return joined

    async def _make(
        self, who: Asker, wanted: AskFor, known: Known, parts: set[Part], via: str
    ) -> UUID:
        new = NewRequest(
            id=self.ids(),
            media_type=known.key.media_type,
            tmdb_id=known.key.tmdb_id,
            is4k=wanted.is4k,
            note=wanted.note,
            via=via,
            future_seasons=LATER in parts,
            newest_season=known.newest_season,
            person=who.id,
            at=self.clock(),
            cost=known.cost(parts),
            plex_url=known.presence.plex_url,
        )
        await self.quotas.check(who, new.cost)
        item = await make(new, known, parts, said=Said(new.note))
        await self.knowing.catalog.care([known.key])
        if not known.described:
            order = Describe(new.id, undecided=True)
            await self.jobs.enqueue(DESCRIBE, order, subject=subject(new.id))
        if known.title is not None:
            await self.moves.telling.created(item, who.name)
        await self.settling.created(item, who, known, new.cost)
        return new.id


def _taker(part: Part, taken: Mapping[Part, UUID]) -> UUID:
    exact = taken.get(part) or taken.get(Part(part.season))
    return exact or taken[SHOW]


def _there(item: moving.Item | None) -> moving.Item:
    if item is None:
        raise NoSuchRequestError
    return item
