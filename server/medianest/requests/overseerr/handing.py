"""Hands approved requests over, once each, whatever happens on the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from medianest.accounts.names import normal_email
from medianest.accounts.queries import people
from medianest.infra.database import transaction
from medianest.infra.http import OutsideAnswerError
from medianest.infra.jobs import GiveUpError, RetryLaterError, Run
from medianest.kit.clock import Clock, now
from medianest.kit.errors import MediaNestError, OutsideError, UnavailableError
from medianest.requests.moves import Moves
from medianest.requests.overseerr import queries, wire
from medianest.requests.overseerr.asking import Asking, Found
from medianest.requests.overseerr.client import Api
from medianest.requests.overseerr.errors import (
    NotThereError,
    OverseerrNotConnectedError,
    OverseerrRefusedError,
)
from medianest.requests.overseerr.neighbour import page_of
from medianest.requests.overseerr.outbox import Outbox
from medianest.requests.overseerr.seeing import Seeing
from medianest.requests.overseerr.standing import PENDING
from medianest.requests.overseerr.task import Task, task_of
from medianest.requests.overseerr.work import Order
from medianest.requests.queries import locks, moving
from medianest.requests.queries.moving import Item
from medianest.requests.said import Said
from medianest.requests.states import FINAL, State

log = structlog.get_logger()
_NOTHING_LEFT: Final = Said(
    "Overseerr has nothing left to ask for: it has all of it, or has it fetched.",
    "overseerr.nothing_left",
)
_SHORTEST_PAUSE: Final = timedelta(seconds=10)
_LONGEST_PAUSE: Final = timedelta(minutes=5)
_AWAY: Final = frozenset({429, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Handing:
    """Asks Overseerr for what was approved.

    The question is noted before it is sent, so that after a crash, or an answer that got lost,
    Overseerr is searched for it before it is asked again.
    """

    asking: Asking
    moves: Moves
    seeing: Seeing
    outbox: Outbox
    clock: Clock = now

    async def work(self, order: Order, _: Run) -> None:
        """Ask for what is left of a request, and see how it stands."""
        task = await task_of(order.request)
        if task is None:
            return
        if task.done and not task.stuck:
            await queries.end(order.request)
            return
        at = self.clock()
        begun = (await queries.begin(task.item.id, sorted(task.seasons), at=at)).asked_at
        try:
            async with self.asking.neighbour.call() as api:
                found = await self.asking.ask(api, task, since=begun if begun < at else None)
                await self._link(task, found, home=await self.asking.neighbour.home(api))
                await self._look(api, found)
        except OverseerrNotConnectedError:
            await queries.end(order.request)
        except (OverseerrRefusedError, NotThereError) as refused:
            await self.given_up(order, refused.detail)
            raise GiveUpError(refused.detail) from refused
        except (OutsideError, UnavailableError) as failure:
            await self._wait(task.item, failure, begun)
        else:
            await _go_on_if_grown(task)

    async def given_up(self, order: Order, reason: str) -> None:
        """Overseerr does not want it, or was asked too often: say so here."""
        said = Said(f"Overseerr: {reason}", "overseerr.refused")
        async with transaction():
            item = await moving.get(order.request)
            if item is None:
                return
            cause = f"overseerr:refused:{item.moves}"
            await self.moves.to(item.id, State.FAILED, said=said, cause=cause, reason=said.text)
            await queries.end(item.id)

    async def _link(self, task: Task, found: Sequence[Found], *, home: str) -> None:
        request, at = task.item.id, self.clock()
        asker = await people.find(task.item.requested_by)
        async with transaction():
            await locks.title(task.item.key)
            item = await moving.locked(request)
            if item is None or item.state in FINAL:
                # Taken back while it was being asked for.
                await self._recall(found)
                return
            for one in found:
                seasons = task.seasons.intersection(one.seen.numbers) or one.seen.numbers
                ours = one.ours or _is_by(one.seen, asker)
                waits = one.seen.status == PENDING
                await queries.keep(request, one.seen.id, seasons, ours=ours, waits=waits, at=at)
            await queries.end(request)
            await self._submitted(item, found, home)

    async def _recall(self, found: Sequence[Found]) -> None:
        for one in found:
            if one.ours:
                await self.outbox.withdraw(one.seen.id, "delete")

    async def _submitted(self, item: Item, found: Sequence[Found], home: str) -> None:
        target, numbers = State.SUBMITTED, ", ".join(str(one.seen.id) for one in found)
        if not found:
            target, said = State.PROCESSING, _NOTHING_LEFT
        elif any(one.ours for one in found):
            said = Said(f"Handed over to Overseerr (request {numbers}).", "overseerr.handed_over")
        else:
            text = f"Overseerr was asked for it already (request {numbers})."
            said = Said(text, "overseerr.asked_already")
        cause, at = f"overseerr:{numbers}:{item.moves}", self.clock()
        await moving.change(
            item.id, at=at, fulfilled_by="overseerr", overseerr_url=page_of(item.key, home)
        )
        if await self.moves.to(item.id, target, said=said, cause=cause) is None:
            # It is further already: seasons that came later, or news that were faster.
            await moving.note(item.id, item.state, at=at, by=None, said=said, cause=cause)
            await self.moves.telling.changed(item)

    async def _look(self, api: Api, found: Sequence[Found]) -> None:
        for one in found:
            seen = one.seen
            if seen.status == PENDING:
                # It was approved here, by whoever decides in this house.
                seen = await api.steer(seen.id, "approve")
            await self.seeing.see(seen)

    async def _wait(self, item: Item, failure: MediaNestError, begun: datetime) -> None:
        at = self.clock()
        said = Said(f"{failure.detail.rstrip('.')}. It is tried again.", "overseerr.waits")
        async with transaction():
            cause = f"overseerr:away:{begun.isoformat()}"
            if await moving.note(item.id, item.state, at=at, by=None, said=said, cause=cause):
                await self.moves.telling.changed(item)
        log.info("overseerr_hand_over_waits", request=str(item.id), reason=failure.detail)
        if isinstance(failure, OutsideAnswerError) and failure.answered not in _AWAY:
            # It is up, and stumbles over this: that may be for ever.
            raise RetryLaterError(failure.detail) from failure
        pause = min(max((at - begun) / 2, _SHORTEST_PAUSE), _LONGEST_PAUSE)
        raise RetryLaterError(failure.detail, after=pause, free=True) from failure


async def _go_on_if_grown(task: Task) -> None:
    # Whoever added a season meanwhile found this very job running, so there is no other for it.
    left = await task_of(task.item.id)
    if left is not None and left.seasons - task.seasons:
        raise RetryLaterError("More of it was asked for meanwhile.", after=timedelta(), free=True)


def _is_by(seen: wire.Request, person: people.PersonRow | None) -> bool:
    email = (seen.requested_by.email if seen.requested_by else None) or ""
    return person is not None and normal_email(email) == person.email
