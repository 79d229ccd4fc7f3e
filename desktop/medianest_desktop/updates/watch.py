"""Asks once a day whether there is a newer release, and tells of it once."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout
from msgspec import Struct, structs
from packaging.version import Version
from yarl import URL

from medianest_desktop import __version__
from medianest_desktop.store import JsonFile
from medianest_desktop.tasks import Tasks
from medianest_desktop.updates.news import News, UntrustedNewsError, read_news
from medianest_desktop.updates.source import Source

log = structlog.get_logger()

DAY = timedelta(days=1)
# Computers wake from sleep: the clock on the wall decides, so it is looked at now and then.
_LOOK = timedelta(minutes=30)
_SPREAD = timedelta(hours=2)
_BIGGEST = 64 * 1024
_PATIENCE = ClientTimeout(total=30)


Outcome = Literal["", "newest", "newer", "unreachable", "untrusted", "replayed"]
"""What came of a look; "" while nobody has looked."""


class Seen(Struct, frozen=True, rename="camel"):
    """What was read so far: the newest news, the version that was told, when to ask next.

    And of the last look: `asked` which address, when, and what came of it.
    """

    version: str = "0"
    released: datetime | None = None
    page: str = ""
    told: str = ""
    next_check: datetime | None = None
    asked: str = ""
    looked_at: datetime | None = None
    outcome: Outcome = ""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Updates:
    """Looks for news of a newer release while it is entered."""

    source: Callable[[], Source]
    """Asked before each look; one that is off ends nothing, it may be on tomorrow."""
    tell: Callable[[News], Awaitable[object]]
    folder: Path
    """Where `updates.json` keeps what was seen."""
    version: str = __version__
    now: Callable[[], datetime] = _now
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    wanted: Callable[[], bool] = lambda: True
    """Whether to look by itself; a person who asks is answered in any case."""
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _tasks: Tasks = field(default_factory=Tasks)

    async def __aenter__(self) -> Self:
        self._tasks.start(self._watch(), name="updates")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._tasks.stop()

    @property
    def seen(self) -> Seen:
        """What was read so far."""
        return self._file.load() or Seen()

    async def look(self) -> News | None:
        """Ask now; tell of what is newer than this client, once per version, and return it."""
        source = self.source()
        if not source.is_on:
            return None
        async with self._looking:
            outcome, news = await self._ask(source)
            self._keep(asked=source.address, looked_at=self.now(), outcome=outcome)
        return news

    @property
    def _file(self) -> JsonFile[Seen]:
        return JsonFile(self.folder / "updates.json", Seen)

    async def _ask(self, source: Source) -> tuple[Outcome, News | None]:
        try:
            news = read_news(await _fetch(source.address), source.keys)
        except (ClientError, TimeoutError, OSError, ValueError) as failure:
            log.info("updates_unreachable", address=source.address, reason=repr(failure))
            return "unreachable", None
        except UntrustedNewsError as failure:
            log.warning("updates_untrusted", address=source.address, reason=str(failure))
            return "untrusted", None
        return await self._weigh(news)

    async def _weigh(self, news: News) -> tuple[Outcome, News | None]:
        seen = self.seen
        if news.number < Version(seen.version) or (seen.released and news.released < seen.released):
            log.warning("updates_replayed", version=news.version, seen=seen.version)
            return "replayed", None
        if news.released > self.now() + DAY:
            # Believed, it would make every honest date after it look like a replay.
            log.warning("updates_from_the_future", version=news.version, released=news.released)
            return "untrusted", None
        is_newer = news.number > Version(self.version)
        if is_newer and seen.told != news.version:
            await self.tell(news)
            self._keep(told=news.version)
        self._keep(version=news.version, released=news.released, page=news.page)
        return ("newer", news) if is_newer else ("newest", None)

    async def _watch(self) -> None:
        while True:
            await self.sleep(_LOOK.total_seconds() * random.uniform(0.1, 1))  # noqa: S311  # no secret
            due = self.seen.next_check
            if not self.wanted() or (due and self.now() < due <= self.now() + 2 * DAY):
                continue
            await self.look()
            spread = random.uniform(-1, 1) * _SPREAD  # noqa: S311  # only so that not all ask at once
            self._keep(next_check=self.now() + DAY + spread)

    def _keep(self, **facts: Any) -> None:
        try:
            self._file.save(structs.replace(self.seen, **facts))
        except OSError as failure:
            log.warning("updates_not_kept", reason=repr(failure))


async def _fetch(address: str) -> bytes:
    """The file at `address`, by https all the way; raises ClientError, ValueError or OSError."""
    async with (
        ClientSession(timeout=_PATIENCE, trust_env=True) as session,
        session.get(address, raise_for_status=True) as answer,
    ):
        for url in (*(passed.url for passed in answer.history), answer.url):
            _refuse_open_lines(url)
        file = await answer.content.read(_BIGGEST + 1)
        while len(file) <= _BIGGEST and (more := await answer.content.read(_BIGGEST)):
            file += more
    if len(file) > _BIGGEST:
        raise ValueError(f"more than {_BIGGEST} bytes")
    return file


def _refuse_open_lines(url: URL) -> None:
    if url.scheme != "https" and url.host not in {"127.0.0.1", "::1", "localhost"}:
        raise ValueError(f"{url} is not https")
