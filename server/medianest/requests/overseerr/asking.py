"""Asks Overseerr for what is left of a request, and finds what it has of it already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import msgspec

from medianest.accounts.queries import people
from medianest.requests.overseerr import queries, wire
from medianest.requests.overseerr.client import Api, Decision
from medianest.requests.overseerr.errors import AlreadyThereError, NotThereError
from medianest.requests.overseerr.neighbour import Neighbour
from medianest.requests.overseerr.standing import DECLINED
from medianest.requests.overseerr.task import Task
from medianest.requests.schemas import HandOverOptions
from medianest.requests.states import State

SKEW: Final = timedelta(minutes=10)
"""How far the clocks of two machines of a household may be apart."""


@dataclass(frozen=True, slots=True)
class Found:
    """A request there; `ours` was asked for from here, others were there already."""

    seen: wire.Request
    ours: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """Talks to Overseerr about one request at a time."""

    neighbour: Neighbour

    async def ask(self, api: Api, task: Task, *, since: datetime | None) -> list[Found]:
        """The requests there that now stand for `task`, or for as much of it as there was left.

        With `since` it may have been asked for since then without anybody hearing the answer: it
        is searched for first.
        """
        found = await _pushed(api, task)
        left = _left(task, found)
        if since is not None and not left.done:
            lost = await search(api, left, since=since)
            found += [Found(one, ours=True) for one in lost]
            left = _left(task, found)
        if left.done:
            return found
        try:
            made = await api.ask(await self._wish(api, left))
        except AlreadyThereError:
            made = None
        if made is not None:
            found.append(Found(made, ours=True))
            left = _left(task, found)
        if not left.done:
            # For the rest it has requests already, or it has the rest itself.
            found += [Found(one, ours=False) for one in await search(api, left, since=None)]
        return found

    async def _wish(self, api: Api, task: Task) -> wire.Wish:
        item = task.item
        asker = await people.find(item.requested_by)
        chosen = msgspec.convert(item.options or {}, HandOverOptions)
        return wire.Wish(
            media_type=item.media_type,
            media_id=item.tmdb_id,
            is4k=item.is4k,
            seasons=task.wanted,
            user_id=await self.neighbour.user(api, asker.email) if asker else None,
            server_id=chosen.server_id,
            profile_id=chosen.profile_id,
            root_folder=chosen.root_folder,
            tags=chosen.tags,
        )


async def _pushed(api: Api, task: Task) -> list[Found]:
    """Have what failed there tried again, and what waits there approved, as it was here."""
    found = list[Found]()
    for link in task.stuck:
        if link.overseerr_id is None:
            continue
        action: Decision = "approve" if link.stands is State.PENDING else "retry"
        try:
            found.append(Found(await api.steer(link.overseerr_id, action), ours=link.ours))
        except NotThereError:
            await queries.drop(link.id)
    return found


async def search(api: Api, task: Task, *, since: datetime | None) -> list[wire.Request]:
    """What it has been asked for of `task`, `since` then or ever."""
    found, left = list[wire.Request](), task
    async for one in api.requests(sort="added"):
        if since is not None and one.created_at < since - SKEW:
            break
        if one.status != DECLINED and left.fits(one):
            found.append(one)
            left = task.without(found)
            if left.done:
                break
    return found


def _left(task: Task, found: Sequence[Found]) -> Task:
    return task.without([one.seen for one in found])
