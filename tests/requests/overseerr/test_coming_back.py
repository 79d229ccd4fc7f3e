"""What was missed for a moment is made up for without anybody's doing."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from tests.requests.home import Person
from tests.requests.overseerr.house import House
from tests.standins.overseerr import OverseerrStandIn

from medianest.infra.database import execute
from medianest.infra.outside import BreakerSettings, BreakerState, OutsideDownError
from medianest.kit.media import TitleKey
from medianest.requests.overseerr.work import HAND_OVER, Order

SHOW = TitleKey("tv", 7)


@pytest.fixture
async def home(database: str, overseerr: OverseerrStandIn, tmp_path: Path) -> House:
    """A household whose breaker is as in production."""
    assert database
    house = House(overseerr, tmp_path / "keys", breaker=BreakerSettings())
    await house.connect()
    return house


async def asked_once_more(home: House, request: str) -> None:
    await home.overseerr.outbox.hand_over(UUID(request))
    await home.work()


async def state_of(anna: Person, request: str) -> str:
    return str((await anna.see(request))["state"])


async def test_an_overseerr_that_was_down_is_asked_again_when_its_pause_is_over(
    home: House, maria: Person, anna: Person
) -> None:
    home.catalog.film(348, "Alien")
    request = (await maria.film(348))["id"]
    home.there.stop()
    await anna.do("approve", request)
    for _ in range(BreakerSettings().failures):
        await asked_once_more(home, request)
    opened = home.outside.state

    home.there.start()
    home.later_by += timedelta(seconds=25)
    await asked_once_more(home, request)
    too_early = len(home.there.asked)
    home.later_by += timedelta(seconds=10)
    await asked_once_more(home, request)

    assert (opened, home.outside.state) == (BreakerState.OPEN, BreakerState.CLOSED)
    assert (too_early, isinstance(home.later[-1].__cause__, OutsideDownError)) == (0, True)
    assert await state_of(anna, request) == "processing"
    assert len(home.there.requests) == 1


async def test_a_season_that_came_as_a_hand_over_ended_is_asked_for_by_the_poll(
    home: House, maria: Person, anna: Person
) -> None:
    home.catalog.show(7, 2)
    request = (await maria.show(7, seasons=[1], futureSeasons=True))["id"]
    await anna.do("approve", request)
    await home.work()
    # A hand-over that has looked for new seasons and has not ended yet.
    ending = await home.jobs.enqueue(HAND_OVER, Order(UUID(request)), unique=f"hand_over:{request}")
    home.catalog.show(7, 2, 2)
    await home.requests.reconcile([SHOW])
    await execute("DELETE FROM jobs WHERE id = $1", ending)
    await home.work()
    before = [one.seasons for one in home.there.requests]

    await home.age(timedelta(minutes=2))
    await home.poll()
    await home.age(timedelta(minutes=2))
    await home.poll()

    assert before == [[1]]
    assert [one.seasons for one in home.there.requests] == [[1], [2]]


async def test_the_poll_does_not_insist_on_seasons_that_overseerr_has(
    home: House, maria: Person, anna: Person
) -> None:
    home.there.arrive(home.there.ask(await home.member(maria.id), "tv", 7, seasons=[1]))
    # It was asked for long ago, and tidied away since.
    home.there.memory.requests.clear()
    home.catalog.show(7, 2)
    request = (await maria.show(7, seasons=[1]))["id"]
    await anna.do("approve", request)
    await home.work()
    said = (await anna.see(request))["timeline"][-1]["note"]
    asked = len(home.there.asked)

    await home.age(timedelta(minutes=2))
    await home.poll()

    assert said.startswith("Overseerr has nothing left to ask for")
    assert not [one for one in home.there.asked[asked:] if one.method == "POST"]
