"""Many at the same moment: one request, and no quota overdrawn.

`MEDIANEST_RUNS` repeats each, for whoever wants to be sure.
"""

import os
from contextlib import AsyncExitStack

import pytest
from tests.requests.home import Home, Person, at_once

from medianest.infra.database import fetchval

RUNS = range(int(os.environ.get("MEDIANEST_RUNS", "2")))


@pytest.mark.parametrize("run", RUNS)
async def test_of_24_identical_posts_exactly_one_creates(home: Home, run: int) -> None:
    film = home.catalog.film(348 + run)
    async with AsyncExitStack() as stack:
        people = [await stack.enter_async_context(home.person()) for _ in range(4)]

        answers = await at_once(*(people[one % 4].ask_film(film) for one in range(24)))

        assert sorted(answer.status_code for answer in answers) == [200] * 23 + [201]
        assert len({answer.json()["id"] for answer in answers}) == 1
        assert await fetchval("SELECT count(*) FROM media_requests") == 1
        assert await fetchval("SELECT count(*) FROM request_followers") == 4
        assert await fetchval("SELECT count(*) FROM request_events") == 1


@pytest.mark.parametrize("run", RUNS)
async def test_overlapping_shows_never_ask_for_a_season_twice(home: Home, run: int) -> None:
    show = home.catalog.show(7 + run, 3, 3, 3)
    async with home.person() as maria, home.person() as paul:
        answers = await at_once(
            *(
                person.ask_show(show, seasons=seasons)
                for person in (maria, paul)
                for seasons in ([1, 2], [2, 3], [1, 3], [1, 2, 3])
            )
        )

    assert {answer.status_code for answer in answers} <= {200, 201}
    assert await fetchval("SELECT count(*) FROM request_parts") == 3
    assert await fetchval("SELECT sum(seasons) FROM media_requests") == 3


@pytest.mark.parametrize("run", RUNS)
async def test_a_quota_of_2_lets_exactly_2_of_20_through(
    home: Home, anna: Person, maria: Person, run: int
) -> None:
    films = [home.catalog.film(1000 * run + number) for number in range(1, 21)]
    await anna.client.put("/admin/quotas/role:member", json={"films": {"limit": 2, "days": 7}})

    answers = await at_once(*(maria.ask_film(film) for film in films))

    assert sorted(answer.status_code for answer in answers) == [201] * 2 + [403] * 18
    refused = next(answer.json() for answer in answers if answer.status_code == 403)
    assert refused["code"] == "quota_reached"
    assert refused["quota"] == {"kind": "films", "limit": 2, "days": 7, "used": 2, "remaining": 0}
    assert await fetchval("SELECT count(*) FROM media_requests") == 2


@pytest.mark.parametrize("run", RUNS)
async def test_of_two_decisions_at_once_one_counts(
    home: Home, anna: Person, maria: Person, run: int
) -> None:
    request = (await maria.film(home.catalog.film(348 + run)))["id"]

    answers = await at_once(
        *(anna.do("approve", request) for _ in range(4)),
        *(anna.do("decline", request, reason="no") for _ in range(4)),
    )

    timeline = (await anna.see(request))["timeline"]
    done = sum(answer.status_code == 200 for answer in answers)
    # An approved request can still be declined, a declined one not be approved.
    assert done == len(timeline) - 1 <= 2
    told = await home.told(maria.id)
    assert len(told) == len(set(told)) == done
