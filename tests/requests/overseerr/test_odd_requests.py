"""What makes no sense in Overseerr stands in nobody's way."""

from typing import Any

from tests.requests.home import Person
from tests.requests.overseerr.house import House
from tests.standins.overseerr_state import Request


class Nonsense(Request):
    """Says of itself what cannot be."""

    def told(self) -> dict[str, Any]:
        return {**super().told(), "media": None, "type": "opera", "createdAt": ""}


async def asks(home: House, maria: Person, tmdb_id: int) -> Request:
    return home.there.ask(await home.member(maria.id), "movie", tmdb_id)


async def test_a_request_that_makes_no_sense_hides_no_other(home: House, maria: Person) -> None:
    await home.poll()
    (await asks(home, maria, 348)).__class__ = Nonsense
    await asks(home, maria, 679)

    await home.poll()

    assert [one["tmdbId"] for one in (await maria.list())["items"]] == [679]


async def test_a_request_of_the_future_hides_no_later_one(home: House, maria: Person) -> None:
    await home.poll()
    (await asks(home, maria, 348)).updated = "2099-01-01T00:00:00.000Z"
    await home.poll()
    home.there.memory.requests.popitem()
    await asks(home, maria, 679)

    await home.poll()

    assert 679 in [one["tmdbId"] for one in (await maria.list())["items"]]
