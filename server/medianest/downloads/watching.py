"""Follows one fetching: moves the state, stores progress now and then, whispers it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from medianest.downloads.queries import moving
from medianest.downloads.queries.moving import Item
from medianest.downloads.schemas import Progress
from medianest.downloads.states import State
from medianest.downloads.telling import Telling
from medianest.downloads.work import Order
from medianest.downloads.ytdlp import wire
from medianest.infra.jobs import Run
from medianest.kit.clock import Clock

_STORE_EVERY = 3.0
_WHISPER_EVERY = 0.5

Move = Callable[[Order, State], Awaitable[Item | None]]


@dataclass(slots=True)
class Watch:
    """Takes in what the process says about `item`."""

    move: Move
    telling: Telling
    item: Item
    run: Run
    clock: Clock
    stored_at: float = float("-inf")
    whispered_at: float = float("-inf")

    async def on_event(self, event: wire.Probed | wire.Progress) -> None:
        """Act on one event; raises CancelledError once the work is void."""
        if isinstance(event, wire.Probed):
            item = self.item
            await moving.describe(item.id, event.info, ticket=item.ticket, at=self.clock())
            return
        stage = State(event.stage)
        if stage is not self.item.state:
            await self._enter(stage)
        await self._show(event)

    async def _enter(self, stage: State) -> None:
        moved = await self.move(Order(self.item.id, self.item.ticket), stage)
        if moved is not None:
            self.item = moved
            return
        current = await moving.get(self.item.id)
        if current is None or current.ticket != self.item.ticket or current.state in _STOPPED:
            raise asyncio.CancelledError

    async def _show(self, event: wire.Progress) -> None:
        moment = time.monotonic()
        if moment - self.whispered_at < _WHISPER_EVERY:
            return
        self.whispered_at = moment
        progress = _progress(event)
        await self.telling.moving(self.item, progress)
        if moment - self.stored_at >= _STORE_EVERY:
            self.stored_at = moment
            await moving.store_progress(self.item.id, progress, ticket=self.item.ticket)
            fraction = None if progress.percent is None else progress.percent / 100
            await self.run.progress(fraction, event.stage)


_STOPPED = {State.PAUSED, State.CANCELLED, State.FAILED}


def _progress(event: wire.Progress) -> Progress:
    percent = None
    if event.total:
        percent = round(min(100 * event.downloaded / event.total, 100), 1)
    return Progress(
        percent=percent,
        speed=event.speed,
        eta=event.eta,
        downloaded_bytes=event.downloaded,
        total_bytes=event.total,
    )
