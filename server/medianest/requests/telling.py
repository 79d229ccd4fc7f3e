"""Tells everyone concerned what becomes of a request, each step once."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from medianest.infra.events import Audience, LiveEvents, holders, people
from medianest.notifications.schemas import Level
from medianest.notifications.service import Notifications
from medianest.requests import events
from medianest.requests.queries import moving, reading
from medianest.requests.queries.moving import Item
from medianest.requests.queries.reading import PosterOf
from medianest.requests.said import Said
from medianest.requests.states import State

MANAGE: Final = "requests.manage"


class Step(NamedTuple):
    """That a request came from `was` to where it is, what for, and who knows already."""

    item: Item
    was: State
    by: UUID | None
    said: Said
    cause: str


class Words(NamedTuple):
    """What is said at a step."""

    kind: str
    title: str
    body: str
    level: Level


_GONE: Final = Words("request.removed", "No longer in Plex: {}", "“{}” was removed.", "warning")
_STEPS: Final[Mapping[State, Words]] = {
    State.APPROVED: Words("request.approved", "Approved: {}", "“{}” will be fetched.", "success"),
    State.DECLINED: Words("request.declined", "Declined: {}", "“{}” will not come.", "warning"),
    State.CANCELLED: Words("request.cancelled", "Cancelled: {}", "“{}” will not come.", "info"),
    State.PARTIALLY_AVAILABLE: Words(
        "request.partially_available", "Partly there: {}", "Some of “{}” is in Plex.", "info"
    ),
    State.AVAILABLE: Words("request.available", "Ready: {}", "“{}” is in Plex.", "success"),
    State.FAILED: Words("request.failed", "Not fetched: {}", "“{}” did not work out.", "error"),
}
_ARRIVED: Final = frozenset({State.PARTIALLY_AVAILABLE, State.AVAILABLE})


@dataclass(frozen=True, slots=True)
class Telling:
    """Live frames and notifications, all in the present transaction.

    Who asked and who follows hears of every step that somebody else took; managers hear of what
    needs them: new requests and failed ones. They see all the rest live.
    """

    live: LiveEvents
    notifications: Notifications
    managers: Callable[[], Awaitable[Sequence[UUID]]]
    poster: PosterOf

    async def changed(self, item: Item) -> Sequence[UUID]:
        """Announce the request as it is now; who is concerned by it."""
        found = await reading.shared(item.id, poster=self.poster)
        if found is None:
            return []
        now, concerned = found
        await self.live.announce(events.UPDATED, now, to=_audience(concerned))
        return concerned

    async def removed(self, item: Item) -> None:
        """Announce that it is deleted; before the row is."""
        gone = events.Removed(id=item.id)
        audience = _audience(await moving.concerned(item.id))
        await self.live.announce(events.REMOVED, gone, to=audience)

    async def created(self, item: Item, asker: str) -> None:
        """Tell the managers that somebody asked for something."""
        words = Words("request.created", "Asked for: {}", asker + " asks for “{}”.", "info")
        waiting = [one for one in await self.managers() if one != item.requested_by]
        await self._tell(item, words, waiting, cause="created", said=Said(item.note), asker=asker)

    async def moved(self, step: Step, concerned: Sequence[UUID]) -> None:
        """Notify those who are `concerned` of a step."""
        item = step.item
        went_back = step.was in _ARRIVED and item.state is State.PROCESSING
        words = _GONE if went_back else _STEPS.get(item.state)
        if words is None:
            return
        hear = set(concerned)
        if item.state is State.FAILED:
            hear.update(await self.managers())
        hear.discard(step.by or item.id)
        await self._tell(item, words, sorted(hear), cause=step.cause, said=step.said)

    async def _tell(  # noqa: PLR0913 - one notification
        self,
        item: Item,
        words: Words,
        hear: Sequence[UUID],
        *,
        cause: str,
        said: Said,
        asker: str = "",
    ) -> None:
        titles = await reading.titles(item.id)
        # These words are English ones; whoever reads another language puts them into it.
        name = titles.get("en", item.name)
        news = words.body.replace("{}", name)
        await self.notifications.tell(
            hear,
            words.kind,
            cause=f"{words.kind}:{item.id}:{cause}",
            title=words.title.replace("{}", name),
            body=f"{news} {said.text}".strip(),
            level=words.level,
            link=f"/requests/{item.id}",
            params={
                "title": item.name,
                "titles": titles,
                "reason": said.text,
                "reasonKey": said.key,
                "asker": asker,
                "is4k": item.is4k,
                "requestId": str(item.id),
                "plexUrl": item.plex_url,
            },
        )


def _audience(concerned: Sequence[UUID]) -> Audience:
    return people(*concerned) | holders(MANAGE)
