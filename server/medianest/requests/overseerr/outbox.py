"""What changes here and must be said there becomes a job in the same transaction."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal
from uuid import UUID

from medianest.infra.jobs import Jobs
from medianest.requests.moves import Change
from medianest.requests.overseerr import queries
from medianest.requests.overseerr.neighbour import Neighbour
from medianest.requests.overseerr.work import (
    HAND_OVER,
    RECALL,
    WITHDRAW,
    Order,
    Withdrawal,
)
from medianest.requests.states import State
from medianest.requests.work import subject

_WITH_NEW_PARTS: Final = frozenset(
    {State.SUBMITTED, State.PROCESSING, State.PARTIALLY_AVAILABLE, State.AVAILABLE}
)
_UNDER_WAY_FOR: Final = timedelta(seconds=30)
"""By then the last question has been answered, or never will be."""


@dataclass(frozen=True, slots=True)
class Outbox:
    """Listens to the requests."""

    neighbour: Neighbour
    jobs: Jobs

    async def changed(self, change: Change) -> None:
        """Ask for what follows from a change; for `Moves.listeners`."""
        item = change.item
        match item.state:
            case State.DECLINED:
                await self._withdraw(item.id, "decline")
            case State.CANCELLED:
                await self._withdraw(item.id, "delete")
            case State.APPROVED:
                await self.hand_over(item.id)
            case state if state is change.was and state in _WITH_NEW_PARTS:
                await self.hand_over(item.id)

    async def hand_over(self, request: UUID) -> None:
        """Have a request asked for there, if there is a there."""
        if await self.neighbour.connected():
            await self.jobs.enqueue(
                HAND_OVER,
                Order(request),
                subject=subject(request),
                unique=f"hand_over:{request}",
            )

    async def withdraw(self, overseerr_id: int, how: Literal["decline", "delete"]) -> None:
        """Have a request taken back there."""
        await self.jobs.enqueue(
            WITHDRAW,
            Withdrawal(overseerr_id, how),
            subject=f"overseerr:{overseerr_id}",
            unique=f"withdraw:{overseerr_id}",
        )

    async def _withdraw(self, request: UUID, how: Literal["decline", "delete"]) -> None:
        for overseerr_id in await queries.withdraw(request, how):
            await self.withdraw(overseerr_id, how)
        if await queries.begun(request) is not None:
            # Nobody knows yet whether Overseerr has heard of it.
            await self.jobs.enqueue(
                RECALL,
                Order(request),
                subject=f"overseerr:{request}",
                after=_UNDER_WAY_FOR,
                unique=f"recall:{request}",
            )
