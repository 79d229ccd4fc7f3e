"""One life of a worker: as long as its connection, and so its lock, lasts."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from medianest.infra.database import transaction
from medianest.infra.jobs import queries
from medianest.infra.jobs._bench import Bench
from medianest.infra.jobs._graves import Graves
from medianest.infra.jobs._kinds import JobKind
from medianest.infra.jobs._timetable import Timetable

CHANNEL = "medianest_jobs"
_MOST_CRASHES = 3


class LineLostError(Exception):
    """The worker's connection is gone, and with it the right to run anything."""


class _Heard(msgspec.Struct, frozen=True):
    """A notification: a kind has work in some seconds, a job is cancelled, a queue has changed."""

    ready: str | None = None
    seconds: float = 0
    cancel: UUID | None = None
    queue: str | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """How long a worker waits for what."""

    tick: timedelta = timedelta(seconds=5)
    """How often it looks around without being told to: for dead workers, lost notifications."""
    cancel_grace: timedelta = timedelta(milliseconds=300)
    stop_grace: timedelta = timedelta(seconds=1)
    orphan_grace: timedelta = timedelta(seconds=2)
    """How long a dead worker's jobs rest, for it may be alive and just stopping its handlers."""
    reconnect: timedelta = timedelta(milliseconds=200)
    reconnect_cap: timedelta = timedelta(seconds=5)


@dataclass
class Session:
    """Claims and starts jobs under one worker id."""

    line: "asyncpg.Connection[Any]"
    worker: UUID
    kinds: Mapping[str, JobKind[Any]]
    timetable: Timetable
    graves: Graves
    timing: Timing
    restarted: bool
    bench: Bench = field(init=False)
    _queues: dict[str, list[JobKind[Any]]] = field(default_factory=dict)
    _dirty: set[str] = field(default_factory=set)
    _paused: set[str] = field(default_factory=set)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _look_at: float = 0
    _bury_from: float = 0

    def __post_init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.bench = Bench(
            self.worker, self.kinds, self.graves, self._wake.set, self.timing.cancel_grace
        )
        for kind in self.kinds.values():
            self._queues.setdefault(kind.queue, []).append(kind)
        # After an outage of the database every worker comes back at its own pace: give the
        # others time to return their jobs themselves before they are taken for dead.
        pause = self.timing.tick.total_seconds() if self.restarted else 0
        self._bury_from = self._loop.time() + pause

    async def sign_on(self) -> None:
        """Become a living worker that hears of work."""
        await queries.working.sign_on(self.line, self.worker)
        self.line.add_termination_listener(lambda _: self._wake.set())
        await self.line.add_listener(CHANNEL, self._hear)
        await self.timetable.hang_up()

    async def work(self) -> None:
        """Hand out work until the connection is lost."""
        while True:
            if self._loop.time() >= self._look_at:
                await self._look_around()
            for queue in sorted(self._dirty - self._paused):
                await self._claim(queue)
            await self._rest()
            if self.line.is_closed() or self.bench.unsettled:
                raise LineLostError

    async def retire(self) -> None:
        """Stop in order: what does not finish in a moment goes back as if never claimed."""
        await self.bench.stop(self.timing.stop_grace)
        async with asyncio.timeout(2):
            await queries.working.give_back(self.worker)

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout_at(self._look_at):
                await self._wake.wait()
        except TimeoutError:
            return
        self._wake.clear()

    def _hear(self, _line: object, _pid: int, _channel: str, payload: object) -> None:
        heard = msgspec.json.decode(str(payload), type=_Heard)
        if heard.cancel is not None:
            self.bench.cancel(heard.cancel)
        elif heard.ready is not None:
            self._expect(heard.ready, heard.seconds)
        else:
            self._look_at = 0
            self._wake.set()

    def _expect(self, kind: str, seconds: float) -> None:
        if kind not in self.kinds or seconds > self.timing.tick.total_seconds():
            return
        if seconds > 0:
            self._loop.call_later(seconds + 0.002, self._expect, kind, 0)
            return
        self._dirty.add(self.kinds[kind].queue)
        self._wake.set()

    async def _claim(self, queue: str) -> None:
        kinds = self._queues[queue]
        room = max(kind.concurrency for kind in kinds) - self.bench.busy(queue)
        if room <= 0:
            return
        # Off first: what arrives during the statement must put it on again.
        self._dirty.discard(queue)
        self.bench.expect()
        names = [kind.name for kind in kinds]
        claimed, refused = await queries.working.claim(self.worker, queue, names, room)
        for job in claimed:
            self.bench.start(job)
        if refused:
            self._expect(names[0], 0.5)
        elif len(claimed) == room:
            self._dirty.add(queue)

    async def _look_around(self) -> None:
        async with asyncio.timeout(10):
            outlook = await queries.working.outlook(self.line, self.worker, list(self.kinds))
        tick = self.timing.tick.total_seconds()
        self._look_at = self._loop.time() + tick
        self._paused = set(outlook.paused)
        for kind, seconds in outlook.waiting.items():
            self._expect(kind, seconds)
        if outlook.scheduled is not None:
            until = (outlook.scheduled - self.timetable.clock()).total_seconds()
            if until <= 0:
                await self.timetable.start_due()
                self._look_at = self._loop.time() + min(tick, 1.0)
            else:
                self._look_at = min(self._look_at, self._loop.time() + until)
        if self._loop.time() >= self._bury_from:
            for worker in outlook.others:
                await self._bury(worker)
            await queries.schedules.note_interrupted()

    async def _bury(self, worker: UUID) -> None:
        async with transaction():
            lost = await queries.working.bury(
                worker, most_crashes=_MOST_CRASHES, grace=self.timing.orphan_grace
            )
            for job in lost:
                kind = self.kinds.get(job.kind)
                if job.state == "parked" and kind is not None:
                    await self.graves.tell(job, kind, job.reason)
