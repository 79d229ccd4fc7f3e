"""What is left to ask for of a request."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from medianest.requests.overseerr import queries, wire
from medianest.requests.overseerr.queries import Link
from medianest.requests.queries import moving
from medianest.requests.queries.moving import Item
from medianest.requests.states import State
from medianest.requests.wishes import SHOW

_ASKED_FOR: Final = frozenset(
    {State.APPROVED, State.SUBMITTED, State.PROCESSING, State.PARTIALLY_AVAILABLE, State.AVAILABLE}
)
_PUSHED: Final = frozenset({State.PENDING, State.FAILED})
_DEAD: Final = frozenset({State.FAILED, State.DECLINED})


@dataclass(frozen=True, slots=True)
class Task:
    """A request and what of it no request there stands for; `whole` is a show of unknown seasons.

    Overseerr knows no single episodes: they are asked for as their seasons.
    """

    item: Item
    links: Sequence[Link]
    seasons: frozenset[int]
    whole: bool

    @property
    def film(self) -> bool:
        """Whether it is a film."""
        return self.item.media_type == "movie"

    @property
    def done(self) -> bool:
        """Whether nothing is left to ask for."""
        return not (self.seasons or self.whole)

    @property
    def stuck(self) -> list[Link]:
        """What was asked for there, and needs a push."""
        return [link for link in self.links if link.stands in _PUSHED]

    @property
    def wanted(self) -> list[int] | Literal["all"] | None:
        """The seasons as Overseerr wants them named."""
        if self.film:
            return None
        return sorted(self.seasons) if self.seasons else "all"

    def fits(self, one: wire.Request) -> bool:
        """Whether a request there asks for something of what is left."""
        same = (one.type, one.media.tmdb_id, one.is4k) == (
            self.item.media_type,
            self.item.tmdb_id,
            self.item.is4k,
        )
        return same and (self.whole or bool(self.seasons.intersection(one.numbers)))

    def without(self, found: Collection[wire.Request]) -> "Task":
        """What is left when these stand for their part of it."""
        if not found:
            return self
        named = {number for one in found for number in one.numbers}
        return Task(self.item, self.links, self.seasons - named, whole=False)


async def task_of(request: UUID) -> Task | None:
    """What is left to ask for; None if it is nobody's business there."""
    item = await moving.get(request)
    if item is None or item.state not in _ASKED_FOR:
        return None
    if item.fulfilled_by in {"person", "link"}:
        return None
    links = [one for one in await queries.links(request) if one.overseerr_id is not None]
    alive = [one for one in links if one.stands not in _DEAD]
    parts = {part for part, there in (await moving.parts(request)).items() if not there.complete}
    if item.media_type == "movie":
        return Task(item, links, frozenset(), whole=bool(parts) and not alive)
    asked = {number for link in alive for number in link.seasons}
    numbers = frozenset(part.season for part in parts if part.season >= 0)
    return Task(item, links, numbers - asked, whole=SHOW in parts and not alive)


async def abandoned(request: UUID) -> tuple[Task, datetime] | None:
    """What was being asked for when it was taken back here, and since when."""
    item, begun = await moving.get(request), await queries.begun(request)
    if item is None or begun is None:
        return None
    seasons = frozenset(begun.seasons)
    return Task(item, (), seasons, whole=not seasons), begun.asked_at
