"""What hears from servers, with a worker of its own, and a record of the syncs it asks for."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import msgspec
from tests.support.doors import Doors

from medianest.infra.events import LiveEvents
from medianest.infra.jobs import Jobs, Timing, Worker
from medianest.infra.keep import Keep
from medianest.kit.ids import new_id
from medianest.monitoring.hooks import Hooks
from medianest.plex.live.build import Moment, Wishes, build
from medianest.plex.live.feature import LiveFeature
from medianest.plex.live.hook import HookAddress
from medianest.plex.live.listening import Listening, Patience
from medianest.plex.live.news import News, Trigger
from medianest.plex.service import Plex

BASE = "/api/v1"
HOOKS = Hooks(b"k" * 32)
_TIMING = Timing(tick=timedelta(milliseconds=100), stop_grace=timedelta(milliseconds=20))
_COME_BACK = timedelta(milliseconds=50)
_PATIENCE = Patience(
    look=timedelta(milliseconds=50),
    first=timedelta(milliseconds=20),
    longest=timedelta(milliseconds=200),
)


class Report(msgspec.Struct, frozen=True):
    """What stands in a report does not matter to who posts it."""

    id: UUID = msgspec.field(default_factory=new_id)
    added: int = 3


@dataclass
class Corner:
    """The parts, and what came of them."""

    plex: Plex
    folder: Path
    report_url: str = ""
    plex_tv_url: str = "http://127.0.0.1:9"
    asked: list[str] = field(default_factory=list)
    triggers: set[str] = field(default_factory=set)
    looked_at: list[int] = field(default_factory=list)
    busy: bool = False
    """Whether a sync is said to run already."""
    refused: int = 0
    reports: dict[UUID, Report] = field(default_factory=dict)
    jobs: Jobs = field(default_factory=Jobs)
    events: LiveEvents = field(default_factory=LiveEvents)
    debounce: timedelta = timedelta(milliseconds=300)

    def __post_init__(self) -> None:
        made = build(
            servers=self.plex.servers,
            jobs=self.jobs,
            events=self.events,
            keep=Keep(self.folder / "posters", 1_000_000),
            ask=self.ask,
            report=self.read,
            wishes=Wishes(
                address=HookAddress(HOOKS, "", BASE),
                report_url=self.report_url,
                report_secret="shared",
                plex_tv_url=self.plex_tv_url,
                client_id="test",
            ),
        )
        news = News(self.jobs, self.ask, self.debounce, _COME_BACK)
        listening = Listening(self.plex.servers, news, self.events, _PATIENCE)
        self.moment: Moment = replace(
            made,
            news=news,
            listening=listening,
            reporting=replace(made.reporting, first_wait=_COME_BACK),
        )
        self.feature = LiveFeature(self.moment, BASE)
        self.jobs.declare(self.feature.kinds)

    async def ask(
        self, service: str, trigger: Trigger, *, keys: Sequence[int] = ()
    ) -> object | None:
        self.triggers.add(trigger)
        if self.busy:
            self.refused += 1
            return None
        if keys:
            self.looked_at += keys
        else:
            self.asked.append(service)
        return new_id()

    async def read(self, sync: UUID) -> Report | None:
        return self.reports.get(sync)

    def doors(self) -> Doors:
        return Doors([self.feature])

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        async with Worker(self.jobs, self.feature.kinds, timing=_TIMING):
            yield

    async def close(self) -> None:
        await self.plex.servers.close()
