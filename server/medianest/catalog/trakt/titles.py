"""Watchlists as lists of the catalogue."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from medianest.catalog.learning import Learning
from medianest.catalog.queries import lists, titles
from medianest.catalog.queries.lists import NewList
from medianest.infra.database import transaction
from medianest.kit.media import TitleKey

SLUG = "trakt-watchlist"
# Before the lists that everybody sees.
_POSITION = 5


@dataclass(frozen=True, slots=True)
class WatchlistTitles:
    """What a sync needs of the catalogue."""

    learning: Learning

    async def missing(self, keys: Collection[TitleKey]) -> list[TitleKey]:
        """Those of `keys` that the catalogue has not seen yet."""
        known = {one.key for one in await titles.titles(keys, self.learning.home.language)}
        return [key for key in keys if key not in known]

    async def fetch(self, key: TitleKey) -> None:
        """Take a title in, after whatever people wait for."""
        await self.learning.title(key, background=True)

    async def keep_list(self, person: UUID, keys: Sequence[TitleKey]) -> None:
        """Make `keys` the person's list of wishes, which nobody else sees; none, no list."""
        async with transaction():
            if keys:
                await lists.fill(await lists.declare(_list_of(person)), keys)
                return
            stored = await lists.one(SLUG, person)
            if stored is not None and stored.person == person:
                await lists.drop(stored.id)


def _list_of(person: UUID) -> NewList:
    return NewList(
        slug=SLUG,
        title="Trakt watchlist",
        media_type="mixed",
        kind="trakt",
        position=_POSITION,
        person=person,
    )
