"""Follows one fetching: moves the state, stores progress now and then, whispers it."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, assert_never

import structlog

from medianest.downloads.pictures import Pictures
from medianest.downloads.queries import moving
from medianest.downloads.queries.moving import Item
from medianest.downloads.room import Room, due
from medianest.downloads.schemas import Progress
from medianest.downloads.states import State
from medianest.downloads.telling import Telling
from medianest.downloads.work import Order
from medianest.downloads.ytdlp import wire
from medianest.infra.database import transaction
from medianest.infra.jobs import Run
from medianest.infra.storage import StorageError
from medianest.kit.clock import Clock

log = structlog.get_logger()

_STORE_EVERY = 3.0
_WHISPER_EVERY = 0.5


class Move(Protocol):
    """Changes the state and announces it; see `fetching`."""

    async def __call__(self, asked: Order, state: State, **changes: object) -> Item | None:
        """None if the order is void or the state forbids it."""


@dataclass(slots=True)
class Watch:
    """Takes in what the process says about `item`."""

    move: Move
    telling: Telling
    item: Item
    run: Run
    pictures: Pictures
    room: Room
    folder: Path
    clock: Clock
    may_write: int = 0
    stored_at: float = float("-inf")
    whispered_at: float = float("-inf")

    async def on_event(self, event: wire.News) -> None:
        """Act on one event; raises CancelledError once the work is void.

        Raises FetchFailedError once there is too little room.
        """
        item = self.item
        match event:
            case wire.Probed():
                await moving.describe(item.id, event.info, ticket=item.ticket, at=self.clock())
            case wire.Pictured():
                await self._take_picture()
            case wire.Progress():
                stage = State(event.stage)
                await self._make_room(event)
                if stage is not item.state:
                    await self._enter(stage, event)
                await self._show(event)
            case _:
                assert_never(event)

    async def _make_room(self, event: wire.Progress) -> None:
        # Sites that do not say how large a video is are given room bit by bit.
        needs = max(event.total or 0, event.downloaded)
        if due(needs, event.downloaded) > self.may_write:
            item, arrived = self.item, event.downloaded
            self.may_write = await self.room.take(item, needs, arrived=arrived)
        if event.copies:
            await self.room.check_copy(self.item, event.downloaded)

    async def _take_picture(self) -> None:
        item, source = self.item, self.folder / wire.SMALL_PICTURE
        try:
            version = await self.pictures.keep(item.id, source)
        except (OSError, StorageError) as failure:
            # No picture is worth a download.
            log.warning("picture_not_kept", download=str(item.id), said=str(failure))
            return
        async with transaction():
            if await moving.picture(item.id, version, ticket=item.ticket):
                await self.telling.changed(item)

    async def _enter(self, stage: State, event: wire.Progress) -> None:
        # Whoever looks anew at this moment sees how far it is, not how far it was.
        progress = _progress(event)
        moved = await self.move(Order(self.item.id, self.item.ticket), stage, progress=progress)
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
            # Others write to this disk too.
            await self.room.check()
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
