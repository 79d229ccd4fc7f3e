"""The latest requests as the rules would have seen them."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from medianest.accounts.permissions import PERMISSIONS, Role
from medianest.kit.media import TitleKey
from medianest.requests.facts import Title
from medianest.requests.rules import queries
from medianest.requests.rules.conditions import Facts
from medianest.requests.rules.queries import StoredPast
from medianest.requests.rules.schemas import Past

FindTitles = Callable[[Collection[TitleKey]], Awaitable[Mapping[TitleKey, Title]]]


@dataclass(frozen=True, slots=True)
class Latest:
    """Reads requests with what the catalogue knows of their titles today."""

    titles: FindTitles

    async def __call__(self, most: int) -> Sequence[Past]:
        """So many of the latest requests."""
        stored = await queries.latest(most)
        titles = await self.titles({one.key for one in stored})
        return [_past(one, titles.get(one.key)) for one in stored]


def _past(stored: StoredPast, title: Title | None) -> Past:
    facts = Facts(
        person=stored.person,
        role=stored.role,
        permissions=PERMISSIONS[Role(stored.role)],
        media_type=stored.key.media_type,
        is4k=stored.is4k,
        seasons=stored.seasons,
        estimated_bytes=stored.estimated_bytes,
        genres=tuple(title.genres) if title else (),
        language=title.original_language if title else None,
        year=title.year if title else None,
        vote=title.vote_average if title else None,
        certification=title.min_age if title else None,
    )
    return Past(
        id=stored.id,
        title=stored.title,
        requested_by=stored.requested_by,
        state=stored.state,
        facts=facts,
    )
