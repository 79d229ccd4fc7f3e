"""Changing what a request asks for, while nobody has decided about it."""

from dataclasses import dataclass

from msgspec import UNSET

from medianest.kit.clock import Clock, now
from medianest.requests.errors import AlreadyAskedError, AlreadyAvailableError
from medianest.requests.facts import Asker
from medianest.requests.knowing import Knowing, Known
from medianest.requests.queries import asking, moving
from medianest.requests.queries.moving import Item
from medianest.requests.quotas.service import Quotas
from medianest.requests.schemas import AskFor, ChangeRequest
from medianest.requests.wishes import LATER, Part, covered, wished


@dataclass(frozen=True, slots=True)
class Editing:
    """Rewrites the parts of a request; the caller holds the locks."""

    knowing: Knowing
    quotas: Quotas
    clock: Clock = now

    async def edit(self, item: Item, wanted: ChangeRequest, *, asker: Asker | None) -> None:
        """Ask for `wanted` instead; with `asker`, as far as that person's quota goes.

        Raises `AlreadyAvailableError`, `AlreadyAskedError`, `NothingLikeThatError` and
        `QuotaReachedError`.
        """
        is4k = item.is4k if wanted.is4k is UNSET else wanted.is4k
        note = item.note if wanted.note is UNSET else wanted.note
        known = await self.knowing.of(item.key, is4k=is4k)
        current = await moving.parts(item.id)
        parts = await _free(item, known, _parts(item, wanted, known, set(current)))
        cost = known.cost(parts)
        if asker is not None:
            await self.quotas.check(asker, cost, without=item.id)
        await asking.drop_parts(item.id, current)
        await asking.add_parts(item.id, item.key, known.counts(parts), is4k=is4k)
        await asking.rewrite(item.id, note=note, is4k=is4k, cost=cost, at=self.clock())


def _parts(item: Item, wanted: ChangeRequest, known: Known, current: set[Part]) -> set[Part]:
    if wanted.seasons is UNSET and wanted.episodes is UNSET:
        return current
    ask = AskFor(
        media_type=item.media_type,
        tmdb_id=item.tmdb_id,
        seasons=None if wanted.seasons is UNSET else wanted.seasons,
        episodes=None if wanted.episodes is UNSET else wanted.episodes,
        future_seasons=LATER in current,
    )
    return set(wished(ask, known.facts))


async def _free(item: Item, known: Known, parts: set[Part]) -> set[Part]:
    missing = known.missing(parts)
    if not missing:
        raise AlreadyAvailableError(plexUrl=known.presence.plex_url)
    taken = await asking.asked(item.key, is4k=known.is4k, without=item.id)
    free = {part for part in missing if not covered(part, taken)}
    if not free:
        raise AlreadyAskedError(existingId=str(min(taken.values())))
    return free
