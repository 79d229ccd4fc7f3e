"""Takes requests that were made in Overseerr into the list here."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

import structlog

from medianest.accounts.names import normal_email
from medianest.accounts.queries import people
from medianest.accounts.queries.people import PersonRow
from medianest.infra.database import transaction
from medianest.infra.jobs import Jobs
from medianest.kit.ages import allowed
from medianest.kit.clock import Clock, now
from medianest.kit.ids import Ids, new_id
from medianest.kit.media import TitleKey
from medianest.requests.knowing import Knowing, Known
from medianest.requests.making import make
from medianest.requests.moves import Moves
from medianest.requests.overseerr import queries, wire
from medianest.requests.overseerr.asking import SKEW
from medianest.requests.overseerr.neighbour import page_of
from medianest.requests.overseerr.seeing import Seeing
from medianest.requests.overseerr.standing import DECLINED, PENDING
from medianest.requests.queries import asking, locks, moving
from medianest.requests.queries.asking import NewRequest
from medianest.requests.said import Said
from medianest.requests.states import State
from medianest.requests.wishes import FILM, SHOW, Count, Part, covered
from medianest.requests.work import DESCRIBE, Describe, subject

log = structlog.get_logger()
Adopted = Literal["added", "joined", "known", "declined", "nobody", "withheld"]
_VIA: Final = "overseerr"


@dataclass(frozen=True, slots=True)
class Adopting:
    """Makes requests here out of those there; neither rules nor quotas ask about them again."""

    knowing: Knowing
    moves: Moves
    seeing: Seeing
    jobs: Jobs
    clock: Clock = now
    ids: Ids = new_id

    async def adopt(self, seen: wire.Request, *, home: str, quiet: bool) -> Adopted:
        """Take one in for whoever asked there, if that is somebody of this house.

        `home` is where people open Overseerr. With `quiet` nobody is told: it is old.
        """
        if await self.seeing.see(seen, quiet=quiet):
            return "known"
        if seen.status == DECLINED:
            return "declined"
        person = await _asker(seen)
        if person is None:
            log.info("overseerr_request_ignored", overseerr=seen.id, reason="nobody here asked")
            return "nobody"
        key = TitleKey(seen.type, seen.media.tmdb_id)
        known = await self.knowing.of(key, is4k=seen.is4k)
        if not allowed(known.title.min_age if known.title else None, person.age_limit):
            log.info("overseerr_request_ignored", overseerr=seen.id, reason="above the age limit")
            return "withheld"
        wanted = {FILM} if known.film else {Part(number) for number in seen.numbers} or {SHOW}
        async with transaction():
            await locks.person(person.id)
            await locks.title(key)
            made = await self._take_in(seen, person, known, wanted, quiet=quiet)
            for link in await queries.about(seen.id):
                url = page_of(key, home)
                if link.request is not None:
                    await moving.change(link.request, at=self.clock(), overseerr_url=url)
        await self.seeing.see(seen, quiet=quiet)
        if made is not None and quiet:
            await self._arrived(made, known.counts(wanted))
        return "added" if made else "joined"

    async def _take_in(
        self,
        seen: wire.Request,
        person: PersonRow,
        known: Known,
        wanted: set[Part],
        *,
        quiet: bool,
    ) -> UUID | None:
        taken = await asking.asked(known.key, is4k=seen.is4k)
        fresh = {part for part in wanted if not covered(part, taken)}
        for request in {one for part, one in taken.items() if covered(part, wanted)}:
            ours = await _is_ours(request, seen, person)
            if not ours:
                await asking.follow(request, person.id, self.clock())
            await queries.keep(request, seen.id, seen.numbers, ours=ours, at=self.clock())
        if not fresh:
            return None
        made = await self._make(seen, person, known, fresh, quiet=quiet)
        numbers = [part.season for part in fresh if part.season >= 0]
        await queries.keep(made, seen.id, numbers, ours=True, at=self.clock())
        return made

    async def _make(
        self,
        seen: wire.Request,
        person: PersonRow,
        known: Known,
        parts: Collection[Part],
        *,
        quiet: bool,
    ) -> UUID:
        new = NewRequest(
            id=self.ids(),
            media_type=known.key.media_type,
            tmdb_id=known.key.tmdb_id,
            is4k=seen.is4k,
            note="",
            via=_VIA,
            future_seasons=False,
            newest_season=known.newest_season,
            person=person.id,
            at=seen.created_at,
            cost=known.cost(parts),
            plex_url=known.presence.plex_url,
        )
        said = Said(f"Asked for in Overseerr (request {seen.id}).", "overseerr.adopted")
        item = await make(new, known, parts, said=said)
        if not known.described:
            await self.jobs.enqueue(DESCRIBE, Describe(new.id), subject=subject(new.id))
        await self.moves.telling.changed(item)
        if not quiet and seen.status == PENDING:
            await self.moves.telling.created(item, person.name)
        return new.id

    async def _arrived(self, request: UUID, counts: dict[Part, Count]) -> None:
        # What is in Plex already is no news, so it does not wait for the next look into Plex.
        if all(one.complete for one in counts.values()):
            await self.moves.to(request, State.AVAILABLE, cause="imported", quiet=True)
        elif any(one.available for one in counts.values()):
            await self.moves.to(request, State.PARTIALLY_AVAILABLE, cause="imported", quiet=True)


async def _is_ours(request: UUID, seen: wire.Request, person: PersonRow) -> bool:
    begun = await queries.begun(request)
    if begun is not None and seen.created_at >= begun.asked_at - SKEW:
        # It is what is being asked for this moment, by news that were faster than the answer.
        return True
    item = await moving.get(request)
    # What the same person asked for in both places is taken back in both.
    return item is not None and item.requested_by == person.id


async def _asker(seen: wire.Request) -> PersonRow | None:
    email = seen.requested_by.email if seen.requested_by else None
    known = await people.credentials(normal_email(email)) if email else None
    return await people.find(known.id) if known else None
