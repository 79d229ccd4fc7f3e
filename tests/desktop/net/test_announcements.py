"""Who is listed when somebody announces more appliances than a household can have."""

import pytest
from tests.desktop.net.standin import StandIn

from medianest_desktop.net.announcements import Announcements
from medianest_desktop.net.claim import holds
from medianest_desktop.net.found import Found


def found(name: str, host: str, *, appliance_id: str = "", port: int = 8767) -> Found:
    return Found(appliance_id or name, name, "1", "https", port, "", (host,))


@pytest.fixture
def flooded() -> Announcements:
    """Somebody has announced 300 appliances, all at one address of theirs."""
    full = Announcements()
    for number in range(300):
        full.add(f"fake-{number}", found(f"fake-{number}", "192.168.1.66"))
    return full


@pytest.fixture
def overrun() -> Announcements:
    """Somebody has announced 300 appliances, each at an address of its own."""
    full = Announcements()
    for number in range(300):
        full.add(f"fake-{number}", found(f"fake-{number}", f"10.0.{number // 250}.{number % 250}"))
    return full


def test_one_host_does_not_take_the_places_of_others(flooded: Announcements) -> None:
    added = flooded.add("real", found("real", "192.168.1.10"))

    assert added
    assert "real" in [each.name for each in flooded.listed]
    assert len(flooded.listed) == 9


def test_who_has_not_answered_makes_room_at_a_host_that_others_name_as_theirs(
    flooded: Announcements,
) -> None:
    real = found("real", "192.168.1.66")
    before = flooded.add("real", real)
    first = flooded.unasked[0]
    lie = flooded.get(first)
    assert lie is not None
    flooded.judge(first, lie, holds=False)

    assert (before, flooded.add("real", real)) == (False, True)


def test_in_a_crowd_only_those_are_listed_that_have_answered(overrun: Announcements) -> None:
    overrun.judge("fake-7", found("fake-7", "10.0.0.7"), holds=True)

    assert [each.name for each in overrun.listed] == ["fake-7"]


def test_the_expected_appliance_has_a_place_in_every_crowd(overrun: Announcements) -> None:
    overrun.expected = lambda: "a1"

    added = overrun.add("ours", found("ours", "10.9.9.9", appliance_id="a1"))

    assert added
    assert [each.name for each in overrun.listed] == ["ours"]
    assert overrun.unasked[0] == "ours"


def test_no_flood_takes_more_than_its_bound(overrun: Announcements) -> None:
    assert len(overrun.unasked) == 256


async def test_only_who_answers_under_the_announced_id_is_believed(appliance: StandIn) -> None:
    here = found("real", "127.0.0.1", appliance_id=appliance.id, port=appliance.port)
    liar = found("fake", "127.0.0.1", appliance_id="ffffffffffff", port=appliance.port)
    nobody = found("gone", "127.0.0.9", appliance_id=appliance.id, port=appliance.port)

    assert [await holds(each) for each in (here, liar, nobody)] == [True, False, False]
