import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from medianest.infra import metrics
from medianest.infra.outside import (
    BreakerSettings,
    BreakerState,
    Outside,
    OutsideBusyError,
    OutsideDownError,
    OutsideTimeoutError,
)
from medianest.kit.errors import NotFoundError, OutsideError

SETTINGS = BreakerSettings(failures=2, open_for=timedelta(seconds=30), successes=2)


class HeldClock:
    def __init__(self) -> None:
        self.time = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock()


@pytest.fixture
def seen() -> list[BreakerState]:
    return []


@pytest.fixture
def outside(clock: HeldClock, seen: list[BreakerState]) -> Outside:
    return Outside(
        "plex",
        concurrency=1,
        breaker=SETTINGS,
        clock=clock,
        on_change=lambda _, state: seen.append(state),
    )


async def fail(outside: Outside, failure: BaseException | None = None) -> None:
    async with outside.call("scan"):
        raise failure or ConnectionRefusedError


async def succeed(outside: Outside) -> None:
    async with outside.call("scan"):
        pass


async def break_it(outside: Outside) -> None:
    for _ in range(SETTINGS.failures):
        with pytest.raises(ConnectionRefusedError):
            await fail(outside)


@pytest.mark.parametrize(
    "failure", [ConnectionRefusedError(), TimeoutError(), OutsideError(), OSError("no route")]
)
async def test_failures_in_a_row_open_the_breaker(
    outside: Outside, failure: Exception, seen: list[BreakerState]
) -> None:
    for _ in range(SETTINGS.failures):
        with pytest.raises(type(failure)):
            await fail(outside, failure)

    with pytest.raises(OutsideDownError) as refused:
        await succeed(outside)
    assert refused.value.extra == {"service": "plex", "retryAfter": 30}
    assert seen == [BreakerState.OPEN]


async def test_a_success_between_failures_starts_the_count_anew(outside: Outside) -> None:
    with pytest.raises(ConnectionRefusedError):
        await fail(outside)
    await succeed(outside)
    with pytest.raises(ConnectionRefusedError):
        await fail(outside)

    assert outside.state is BreakerState.CLOSED


@pytest.mark.parametrize("failure", [NotFoundError(), ValueError("a bug")])
async def test_what_says_nothing_about_the_service_does_not_count(
    outside: Outside, failure: Exception
) -> None:
    for _ in range(SETTINGS.failures + 1):
        with pytest.raises(type(failure)):
            await fail(outside, failure)

    assert outside.state is BreakerState.CLOSED


async def test_it_closes_after_enough_successes_once_its_time_is_over(
    outside: Outside, clock: HeldClock, seen: list[BreakerState]
) -> None:
    await break_it(outside)
    clock.pass_by(30)

    await succeed(outside)
    state_after_one = outside.state
    await succeed(outside)

    assert state_after_one is BreakerState.HALF_OPEN
    assert outside.state is BreakerState.CLOSED
    assert seen == [BreakerState.OPEN, BreakerState.HALF_OPEN, BreakerState.CLOSED]


async def test_any_failure_while_half_open_opens_it_again(
    outside: Outside, clock: HeldClock
) -> None:
    await break_it(outside)
    clock.pass_by(30)
    await succeed(outside)

    with pytest.raises(ConnectionRefusedError):
        await fail(outside)

    assert outside.state is BreakerState.OPEN
    with pytest.raises(OutsideDownError):
        await succeed(outside)


async def test_only_one_call_at_a_time_probes(clock: HeldClock) -> None:
    outside = Outside("plex", concurrency=5, breaker=SETTINGS, clock=clock)
    await break_it(outside)
    clock.pass_by(30)

    async with outside.call("scan"):
        with pytest.raises(OutsideDownError):
            await succeed(outside)

    await succeed(outside)
    assert outside.state is BreakerState.CLOSED


@pytest.mark.parametrize("failure", [ValueError("a bug"), asyncio.CancelledError()])
async def test_a_probe_without_a_verdict_lets_the_next_one_try(
    outside: Outside, clock: HeldClock, failure: BaseException
) -> None:
    await break_it(outside)
    clock.pass_by(30)

    with pytest.raises(type(failure)):
        await fail(outside, failure)

    await succeed(outside)
    assert outside.state is BreakerState.HALF_OPEN


async def test_a_call_that_waited_for_its_slot_is_refused_when_the_breaker_opened_meanwhile(
    outside: Outside,
) -> None:
    with pytest.raises(ConnectionRefusedError):
        await fail(outside)

    async def fail_slowly() -> None:
        async with outside.call("scan"):
            await asyncio.sleep(0)
            raise ConnectionRefusedError

    first, second = await asyncio.gather(fail_slowly(), succeed(outside), return_exceptions=True)

    assert isinstance(first, ConnectionRefusedError)
    assert isinstance(second, OutsideDownError)


async def test_an_expired_limit_is_a_failure_with_a_name(outside: Outside) -> None:
    with pytest.raises(OutsideTimeoutError, match="plex did not answer within"):
        async with outside.call("scan", within=timedelta(milliseconds=1)):
            await asyncio.Event().wait()

    assert outside._failures == 1


async def test_no_more_calls_at_once_than_allowed_and_being_busy_is_no_failure(
    outside: Outside,
) -> None:
    async with outside.call("scan"):
        with pytest.raises(OutsideBusyError):
            async with outside.call("scan", within=timedelta(milliseconds=1)):
                pytest.fail("entered beyond the bound")

    assert outside.state is BreakerState.CLOSED
    await succeed(outside)


async def test_reset_trusts_the_service_at_once(outside: Outside) -> None:
    await break_it(outside)

    outside.reset()

    await succeed(outside)
    assert outside.state is BreakerState.CLOSED


async def test_calls_and_state_are_counted_per_service(clock: HeldClock) -> None:
    outside = Outside("counted", breaker=SETTINGS, clock=clock)
    await succeed(outside)
    await break_it(outside)
    Outside("counted")

    text = metrics.rendered().decode()

    call = 'medianest_outside_calls_total{operation="scan",outcome="%s",service="counted"} %s'
    assert call % ("ok", "1.0") in text
    assert call % ("failed", "2.0") in text
    assert 'medianest_outside_breaker{service="counted"} 2.0' in text
