"""Follows what becomes of requests: at once by webhook, in any case by looking regularly."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from typing import Final

import structlog

from medianest.infra.http import OutsideGarbageError
from medianest.infra.jobs import RetryLaterError, Run
from medianest.kit.clock import Clock, now
from medianest.kit.errors import OutsideError, UnavailableError
from medianest.requests.overseerr import queries
from medianest.requests.overseerr.adopting import Adopting
from medianest.requests.overseerr.client import Api
from medianest.requests.overseerr.errors import (
    NotThereError,
    OverseerrNotConnectedError,
    OverseerrRefusedError,
)
from medianest.requests.overseerr.neighbour import Neighbour
from medianest.requests.overseerr.outbox import Outbox
from medianest.requests.overseerr.seeing import Seeing
from medianest.requests.overseerr.withdrawing import Withdrawing
from medianest.requests.overseerr.work import Look

log = structlog.get_logger()
_OVERLAP: Final = timedelta(minutes=10)
"""Read again of what was read before: a change may become visible after a later one."""
_AT_ONCE: Final = 100
_PATIENCE: Final = timedelta(minutes=1)
_REMEMBERED: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Following:
    """Asks Overseerr for the truth; what a webhook says is never believed."""

    neighbour: Neighbour
    seeing: Seeing
    adopting: Adopting
    outbox: Outbox
    withdrawing: Withdrawing
    clock: Clock = now

    async def look(self, order: Look, _: Run) -> None:
        """See how one request stands, because something was heard of it."""
        try:
            async with self.neighbour.call() as api:
                seen = await api.request(order.overseerr_id)
                home = await self.neighbour.home(api)
        except NotThereError:
            await self.seeing.gone(order.overseerr_id)
        except OverseerrNotConnectedError:
            return
        except (OutsideError, UnavailableError, OverseerrRefusedError) as failure:
            raise RetryLaterError(failure.detail) from failure
        else:
            await self.adopting.adopt(seen, home=home, quiet=False)

    async def poll(self, _: Run) -> None:
        """Find out whatever no webhook told, and see to what got stuck on the way there."""
        if not await self.neighbour.connected():
            return
        before = self.clock() - _PATIENCE
        # A season that came as its hand-over was ending found that one still there.
        missed = [await queries.never_asked(before=before), await queries.left_over(before=before)]
        for request in chain(*missed):
            await self.outbox.hand_over(request)
        await self.withdrawing.sweep()
        await queries.prune(older=_REMEMBERED)
        try:
            async with self.neighbour.call() as api:
                await self._read_changes(api, await self.neighbour.url())
                await self._look_again(api)
        except (OutsideError, UnavailableError, OverseerrRefusedError) as failure:
            log.info("overseerr_poll_failed", reason=failure.detail)
        except OverseerrNotConnectedError:
            return

    async def _read_changes(self, api: Api, server: str) -> None:
        known, newest = await queries.read_until(server), None
        home = await self.neighbour.home(api)
        async for seen in api.requests(sort="modified"):
            # One that is dated in the future must not hide all that come after it.
            at = min(seen.updated_at, self.clock())
            newest = max(newest or at, at)
            if known is None or seen.updated_at < known - _OVERLAP:
                # The first time only the place is noted: what is older, an import brings.
                break
            if seen.updated_at > known:
                await self.adopting.adopt(seen, home=home, quiet=False)
            else:
                await self.seeing.see(seen)
        await queries.have_read(server, newest or self.clock() - _OVERLAP)

    async def _look_again(self, api: Api) -> None:
        # Files that arrive, and requests that are removed, leave a request's own time as it was.
        for overseerr_id in await queries.least_known(_AT_ONCE):
            try:
                seen = await api.request(overseerr_id)
            except NotThereError:
                await self.seeing.gone(overseerr_id)
            except OutsideGarbageError as odd:
                log.warning("overseerr_request_odd", overseerr=overseerr_id, reason=odd.detail)
            else:
                await self.seeing.see(seen)
