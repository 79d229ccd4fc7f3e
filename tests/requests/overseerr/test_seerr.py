"""Seerr counts further than Overseerr: completed, on its blocklist, deleted from its library."""

from collections.abc import Iterator

import pytest
from tests.requests.home import Person
from tests.requests.overseerr.house import House
from tests.standins.overseerr import OverseerrStandIn
from tests.standins.overseerr_state import BLOCKLISTED, DELETED, Request


@pytest.fixture
def overseerr() -> Iterator[OverseerrStandIn]:
    with OverseerrStandIn(flavour="seerr") as running:
        yield running


async def fetched(home: House, maria: Person, anna: Person) -> tuple[str, Request]:
    """A request that Seerr has been handed, with no Plex to know better."""
    await home.member(maria.id)
    home.plex.is_connected = False
    home.catalog.film(348, "Alien")
    request = (await maria.film(348))["id"]
    await anna.do("approve", request)
    await home.work()
    [there] = home.there.requests
    return request, there


async def test_what_seerr_has_completed_is_there(home: House, maria: Person, anna: Person) -> None:
    request, there = await fetched(home, maria, anna)

    home.there.arrive(there)
    await home.poll()

    assert there.status == 5
    assert (await maria.see(request))["state"] == "available"
    assert await home.told(maria.id) == ["request.approved", "request.available"]


@pytest.mark.parametrize(("status", "state"), [(BLOCKLISTED, "failed"), (DELETED, "processing")])
async def test_what_seerr_will_not_fetch_or_has_deleted_is_not_there(
    home: House, maria: Person, anna: Person, status: int, state: str
) -> None:
    request, there = await fetched(home, maria, anna)

    there.media.put(status, is4k=False)
    await home.poll()

    assert (await maria.see(request))["state"] == state


async def test_a_status_of_tomorrow_is_no_news(home: House, maria: Person, anna: Person) -> None:
    request, there = await fetched(home, maria, anna)
    before = (await maria.see(request))["state"]

    there.put(99)
    there.media.put(99, is4k=False)
    await home.poll()

    assert (await maria.see(request))["state"] == before
    assert await home.told(maria.id) == ["request.approved"]
