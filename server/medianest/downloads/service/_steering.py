"""Stops downloads, and lets them go on."""

from dataclasses import dataclass
from uuid import UUID

from medianest.accounts import Principal
from medianest.downloads.errors import IllegalMoveError, NoSuchDownloadError
from medianest.downloads.queries import moving
from medianest.downloads.queries.moving import Item
from medianest.downloads.quotas.service import Quotas
from medianest.downloads.schemas import Download
from medianest.downloads.service._media import MediaFiles
from medianest.downloads.service._shown import MANAGE, Shown
from medianest.downloads.states import State
from medianest.downloads.telling import Telling
from medianest.downloads.waiting import Waiting
from medianest.downloads.work import CONFIRM, FETCH, order, subject
from medianest.infra.database import transaction
from medianest.infra.jobs import Jobs
from medianest.kit.clock import Clock, now


@dataclass(frozen=True, slots=True)
class Steering:
    """Pauses, cancels and tries again."""

    shown: Shown
    media: MediaFiles
    jobs: Jobs
    telling: Telling
    quotas: Quotas
    waiting: Waiting
    clock: Clock = now

    async def pause(self, me: Principal, download: UUID) -> Download:
        """Stop fetching, and keep what has arrived."""
        return await self._stop(me, download, State.PAUSED)

    async def cancel(self, me: Principal, download: UUID) -> Download:
        """Stop for good, and throw away what has arrived."""
        stopped = await self._stop(me, download, State.CANCELLED)
        await self.media.discard(download)
        return stopped

    async def resume(self, me: Principal, download: UUID) -> Download:
        """Go on with a paused download."""
        return await self._restart(me, download, State.PAUSED)

    async def retry(self, me: Principal, download: UUID) -> Download:
        """Try again what failed or was cancelled."""
        return await self._restart(me, download, State.FAILED, State.CANCELLED)

    async def _stop(self, me: Principal, download: UUID, state: State) -> Download:
        async with transaction():
            item = await steered(me, download)
            # Cancelling throws the parts away, and leaves what has been published.
            frees = state is State.CANCELLED and item.file is None
            freed = {"holds": 0} if frees else {}
            moved = await moving.move(download, state, at=self.clock(), progress=None, **freed)
            if moved is None:
                raise _illegal(item, state)
            await self.jobs.cancel_subject(subject(download))
            await self.telling.changed(moved)
            if state is State.CANCELLED:
                await self.waiting.go_on(item.requested_by)
        self.shown.totals.clear()
        return await self.shown.one(me, download)

    async def _restart(self, me: Principal, download: UUID, *stopped: State) -> Download:
        async with transaction():
            item = await steered(me, download)
            target = State.SCANNING if item.file is not None else State.QUEUED
            moved = await moving.restart(download, target, stopped, at=self.clock())
            if moved is None:
                raise _illegal(item, target)
            if _costs(item, target) and item.requested_by == me.id:
                await self.quotas.check(me.id, download)
            await order(self.jobs, CONFIRM if item.file is not None else FETCH, moved)
            await self.telling.changed(moved)
        self.shown.totals.clear()
        return await self.shown.one(me, download)


async def steered(me: Principal, download: UUID) -> Item:
    """The download, if `me` may do something to it."""
    item = await moving.steered(download, me.id, steers_all=me.may(MANAGE))
    if item is None:
        raise NoSuchDownloadError
    return item


def _costs(item: Item, target: State) -> bool:
    """Whether it is fetched anew; what was only paused has been counted."""
    return target is State.QUEUED and item.state is not State.PAUSED


def _illegal(item: Item, target: State) -> IllegalMoveError:
    return IllegalMoveError(
        f"It is {item.state}, and cannot become {target}.", state=str(item.state)
    )
