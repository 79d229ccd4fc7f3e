"""Takes back there what was declined, cancelled or deleted here."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog

from medianest.infra.database import transaction
from medianest.infra.jobs import GiveUpError, RetryLaterError, Run
from medianest.kit.clock import Clock, now
from medianest.kit.errors import OutsideError, UnavailableError
from medianest.requests.overseerr import queries
from medianest.requests.overseerr.asking import search
from medianest.requests.overseerr.errors import (
    NotThereError,
    OverseerrNotConnectedError,
    OverseerrRefusedError,
)
from medianest.requests.overseerr.neighbour import Neighbour
from medianest.requests.overseerr.outbox import Outbox
from medianest.requests.overseerr.task import abandoned
from medianest.requests.overseerr.work import Order, Withdrawal

log = structlog.get_logger()
_PATIENCE: Final = timedelta(minutes=1)
_PAUSE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """Withdraws requests; what it has fetched already, or is fetching, Overseerr does not stop."""

    neighbour: Neighbour
    outbox: Outbox
    clock: Clock = now

    async def work(self, order: Withdrawal, _: Run) -> None:
        """Decline or delete a request there."""
        try:
            async with self.neighbour.call() as api:
                if order.how == "decline":
                    await api.steer(order.overseerr_id, "decline")
                else:
                    await api.delete(order.overseerr_id)
        except NotThereError:
            pass
        except OverseerrNotConnectedError:
            return
        except OverseerrRefusedError as refused:
            await queries.forget(order.overseerr_id)
            raise GiveUpError(refused.detail) from refused
        except (OutsideError, UnavailableError) as failure:
            raise RetryLaterError(failure.detail, after=_PAUSE, free=True) from failure
        await queries.forget(order.overseerr_id)
        log.info("overseerr_withdrawn", overseerr=order.overseerr_id, how=order.how)

    async def recall(self, order: Order, _: Run) -> None:
        """Find out whether it was asked for in the very moment when it was taken back here."""
        found = await abandoned(order.request)
        if found is None:
            return
        task, since = found
        try:
            async with self.neighbour.call() as api:
                lost = await search(api, task, since=since)
        except OverseerrNotConnectedError:
            return
        except (OutsideError, UnavailableError, OverseerrRefusedError) as failure:
            raise RetryLaterError(failure.detail, after=_PAUSE, free=True) from failure
        async with transaction():
            for one in lost:
                await self.outbox.withdraw(one.id, "delete")
            await queries.end(order.request)

    async def sweep(self) -> None:
        """See to what is still to be taken back, also for requests that were deleted here."""
        left = await queries.to_withdraw(before=self.clock() - _PATIENCE)
        for overseerr_id, how in left.items():
            await self.outbox.withdraw(overseerr_id, how)
