"""How often the client asks."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tests.desktop.updates.conftest import NOON, Listener, Publisher


@dataclass
class Days:
    """A clock that runs ahead whenever somebody sleeps, and that stops when `end` has come."""

    end: datetime
    now: datetime = NOON
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def look(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        if self.now >= self.end:
            self.over.set()
            await asyncio.Event().wait()
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


async def test_a_client_that_runs_for_ten_days_asks_about_ten_times(
    publisher: Publisher, listener: Listener
) -> None:
    publisher.publish()
    days = Days(end=NOON + timedelta(days=10))

    async with replace(listener.updates, now=days.look, sleep=days.sleep):
        await days.over.wait()

    assert 9 <= publisher.asked <= 11
    assert len(listener.told) == 1


async def test_a_client_that_is_started_again_within_the_day_does_not_ask_again(
    publisher: Publisher, listener: Listener
) -> None:
    publisher.publish()
    first, second = (Days(end=NOON + timedelta(hours=hours)) for hours in (2, 20))
    async with replace(listener.updates, now=first.look, sleep=first.sleep):
        await first.over.wait()

    second.now = first.now
    async with replace(listener.updates, now=second.look, sleep=second.sleep):
        await second.over.wait()

    assert publisher.asked == 1


async def test_nobody_is_asked_while_the_person_does_not_want_it(
    publisher: Publisher, listener: Listener
) -> None:
    days = Days(end=NOON + timedelta(days=3))

    async with replace(listener.updates, now=days.look, sleep=days.sleep, wanted=lambda: False):
        await days.over.wait()

    assert publisher.asked == 0
