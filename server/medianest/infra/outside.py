"""Every call to another service goes through its `Outside`: bound, time limit, circuit breaker."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from time import perf_counter

import structlog

from medianest.infra import metrics
from medianest.kit.clock import Clock, now
from medianest.kit.errors import MediaNestError, OutsideError, UnavailableError

log = structlog.get_logger()


class BreakerState(StrEnum):
    """Closed lets calls through, open refuses them, half-open tries one at a time."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class OutsideDownError(UnavailableError):
    """The service failed too often just now; it is left alone for a while."""

    code = "outside_down"
    title = "Another service is down; it is tried again shortly"


class OutsideBusyError(UnavailableError):
    """Too many calls to the service are under way."""

    code = "outside_busy"
    title = "Another service is busy; please try again in a moment"


class OutsideTimeoutError(OutsideError):
    """The service took too long."""

    code = "outside_timeout"
    title = "Another service took too long to answer"


Listener = Callable[["Outside", BreakerState], None]


@dataclass(frozen=True, slots=True)
class BreakerSettings:
    """When to stop calling, and when to trust again."""

    failures: int = 5
    open_for: timedelta = timedelta(seconds=30)
    successes: int = 2


class Outside:
    """One other service: how many calls at once, how long each, and whether it is up.

    Failures are an expired time limit, an `OSError` (a refused connection), a `MediaNestError` of
    the 5xx family, and `counts_as_failure`. Another exception says nothing about the service.
    """

    def __init__(  # noqa: PLR0913 - all but the name have a default
        self,
        name: str,
        *,
        timeout: timedelta = timedelta(seconds=10),
        concurrency: int = 8,
        breaker: BreakerSettings | None = None,
        counts_as_failure: tuple[type[Exception], ...] = (),
        on_change: Listener | None = None,
        clock: Clock = now,
    ) -> None:
        self.name = name
        self.timeout = timeout
        self._slots = asyncio.Semaphore(concurrency)
        self._settings = breaker or BreakerSettings()
        self._counts_as_failure = counts_as_failure
        self._on_change = on_change
        self._clock = clock
        self._state = BreakerState.CLOSED
        self._failures = 0
        self._successes = 0
        self._opened_at: datetime | None = None
        self._probing = False
        metrics.outside_known(name)

    @property
    def state(self) -> BreakerState:
        """Where the breaker stands; an open one whose time is over counts as half-open."""
        if self._state is BreakerState.OPEN and self.retry_after <= timedelta():
            return BreakerState.HALF_OPEN
        return self._state

    @property
    def retry_after(self) -> timedelta:
        """How long an open breaker still refuses; zero otherwise."""
        if self._state is not BreakerState.OPEN or self._opened_at is None:
            return timedelta()
        return max(self._opened_at + self._settings.open_for - self._clock(), timedelta())

    @asynccontextmanager
    async def call(self, operation: str, *, within: timedelta | None = None) -> AsyncIterator[None]:
        """Hold a slot for one call; raises `OutsideDownError` while the breaker is open."""
        limit = (within or self.timeout).total_seconds()
        self._refuse_while_down()
        await self._take_slot(limit)
        started, outcome = perf_counter(), "ok"
        probing = False
        try:
            probing = self._admit()
            async with _time_limit(limit, self.name):
                yield
            self._succeeded()
        except Exception as failure:
            outcome = self._judge(failure)
            raise
        except BaseException:
            outcome = "cancelled"
            raise
        finally:
            self._probing = self._probing and not probing
            self._slots.release()
            metrics.outside_called(self.name, operation, outcome, perf_counter() - started)

    def reset(self) -> None:
        """Trust the service again at once, e.g. because its address was changed."""
        self._failures = self._successes = 0
        self._move(BreakerState.CLOSED)

    async def _take_slot(self, limit: float) -> None:
        try:
            async with asyncio.timeout(limit):
                await self._slots.acquire()
        except TimeoutError as waited:
            raise OutsideBusyError(f"{self.name} is busy; please try again in a moment") from waited

    def _admit(self) -> bool:
        # While this call waited for its slot another one may have opened the breaker.
        self._refuse_while_down()
        if self._state is BreakerState.CLOSED:
            return False
        if self._state is BreakerState.OPEN:
            self._successes = 0
            self._move(BreakerState.HALF_OPEN)
        self._probing = True
        return True

    def _refuse_while_down(self) -> None:
        state = self.state
        if state is BreakerState.OPEN or (state is BreakerState.HALF_OPEN and self._probing):
            wait = round(self.retry_after.total_seconds())
            message = f"{self.name} did not answer lately; it is tried again shortly"
            raise OutsideDownError(message, service=self.name, retryAfter=wait)

    def _judge(self, failure: Exception) -> str:
        if isinstance(failure, OutsideDownError | OutsideBusyError):
            return "refused"
        expected = isinstance(failure, MediaNestError) and failure.status >= 500  # noqa: PLR2004
        if not expected and not isinstance(failure, (OSError, *self._counts_as_failure)):
            return "other"
        self._failed(failure)
        return "timeout" if isinstance(failure, OutsideTimeoutError) else "failed"

    def _succeeded(self) -> None:
        self._failures = 0
        if self._state is not BreakerState.HALF_OPEN:
            return
        self._successes += 1
        if self._successes >= self._settings.successes:
            self._move(BreakerState.CLOSED)

    def _failed(self, failure: Exception) -> None:
        self._failures += 1
        if self._state is BreakerState.CLOSED and self._failures < self._settings.failures:
            return
        if self._state is not BreakerState.OPEN:
            log.warning("outside_down", service=self.name, reason=str(failure))
        self._opened_at = self._clock()
        self._move(BreakerState.OPEN)

    def _move(self, state: BreakerState) -> None:
        if state is self._state:
            return
        self._state = state
        metrics.outside_state(self.name, state)
        if state is BreakerState.CLOSED:
            self._failures = 0
            log.info("outside_up", service=self.name)
        if self._on_change is not None:
            self._on_change(self, state)


@asynccontextmanager
async def _time_limit(seconds: float, name: str) -> AsyncIterator[None]:
    limit = asyncio.timeout(seconds)
    try:
        async with limit:
            yield
    except TimeoutError as late:
        if not limit.expired():
            raise
        raise OutsideTimeoutError(f"{name} did not answer within {seconds:g} s") from late
