"""A child that is brought back whenever it dies."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog

from medianest.infra.supervisor._child import Ladder, NotStartedError, OwnerMustActError, stop
from medianest.infra.tasks import Tasks
from medianest.kit.backoff import delay

_FIRST_PAUSE = timedelta(milliseconds=200)
_LONGEST_PAUSE = timedelta(seconds=30)
# Who lived this long did not die of the start: the next death begins a new count.
_SETTLED_SECONDS = 60.0

log = structlog.get_logger()


@dataclass(slots=True)
class Kept:
    """The child as it is now; `restarts` counts how often it had to be brought back."""

    name: str
    start: Callable[[], Awaitable[Process]]
    process: Process
    restarts: int = 0

    async def watch(self) -> None:
        """Bring the child back each time it ends."""
        loop = asyncio.get_running_loop()
        failures = 0
        while True:
            born = loop.time()
            status = await self.process.wait()
            failures = 0 if loop.time() - born > _SETTLED_SECONDS else failures + 1
            log.error("child_died", child=self.name, status=status)
            if failures > 1:
                await asyncio.sleep(_pause(failures))
            self.process = await self._started_again()
            self.restarts += 1
            log.info("child_is_back", child=self.name, restarts=self.restarts)

    async def _started_again(self) -> Process:
        attempt, told = 0, ""
        while True:
            attempt += 1
            try:
                return await self.start()
            except (NotStartedError, OwnerMustActError, OSError) as failure:
                if str(failure) != told:
                    told = str(failure)
                    log.error("child_does_not_start", child=self.name, reason=told)  # noqa: TRY400 - the sentence says it all
            await asyncio.sleep(_pause(attempt))


def _pause(attempt: int) -> float:
    return delay(attempt, base=_FIRST_PAUSE, cap=_LONGEST_PAUSE).total_seconds()


@asynccontextmanager
async def kept(
    name: str, start: Callable[[], Awaitable[Process]], *, ladder: Ladder
) -> AsyncIterator[Kept]:
    """Keep the child that `start` starts (and waits for) running while inside."""
    child = Kept(name, start, await start())
    try:
        async with Tasks() as tasks:
            tasks.start(child.watch(), name=f"keep-{name}")
            yield child
    finally:
        await stop(child.process, ladder)
