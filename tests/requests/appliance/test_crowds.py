"""Many people at the same moment, before the real program.

`MEDIANEST_RUNS` repeats each, for whoever wants to be sure.
"""

import os
import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from tests.requests.appliance.cinema import ANNA, OLGA, Cinema
from tests.standins.world import Film

pytestmark = pytest.mark.xdist_group("requests-appliance")

RUNS = range(int(os.environ.get("MEDIANEST_RUNS", "3")))


@pytest.mark.parametrize("run", RUNS)
def test_of_24_identical_posts_exactly_one_creates(cinema: Cinema, run: int) -> None:
    film = cinema.film()
    # Members of their own for each run: nobody may ask without end.
    everybody = (OLGA, ANNA, f"Mia{run}", f"Pit{run}")
    for name in everybody[2:]:
        cinema.move_in(name)

    answers = at_once(cinema, [(everybody[one % 4], film) for one in range(24)])
    cinema.idle()

    assert Counter(one.status_code for one in answers) == {201: 1, 200: 23}, run
    [request] = {one.json()["id"] for one in answers}
    assert Counter(one.json()["joined"] for one in answers) == {True: 23, False: 1}
    seen = cinema.see(request)
    assert seen["followers"] == len(everybody) - 1
    assert len(cinema.there(film)) <= 1
    asker = seen["requestedBy"]["name"]
    for manager in {OLGA, ANNA} - {asker}:
        assert cinema.told(manager, request).count("request.created") == 1


@pytest.mark.parametrize("run", RUNS)
def test_a_quota_of_2_lets_exactly_2_of_20_through(cinema: Cinema, run: int) -> None:
    films = [cinema.film() for _ in range(20)]
    name = f"Quentin{run}"
    cinema.move_in(name)
    quota = {"films": {"limit": 2, "days": 7}}
    address = f"/admin/quotas/person:{cinema.ids[name]}"
    cinema.person(OLGA).put(address, json=quota).raise_for_status()

    answers = at_once(cinema, [(name, film) for film in films])

    assert Counter(one.status_code for one in answers) == {201: 2, 403: 18}
    assert {one.json()["code"] for one in answers if one.status_code == 403} == {"quota_reached"}
    left = cinema.person(name).get("/media/requests/quota").json()["films"]
    assert (left["used"], left["remaining"]) == (2, 0)
    assert cinema.person(name).get("/media/requests", params={"mine": True}).json()["total"] == 2


def at_once(cinema: Cinema, wishes: Sequence[tuple[str, Film]]) -> list[httpx2.Response]:
    """Ask for all of it in the same moment, each over a connection of its own."""
    start = threading.Barrier(len(wishes))

    def ask(wish: tuple[str, Film]) -> httpx2.Response:
        name, film = wish
        body = {"mediaType": film.media_type, "tmdbId": film.tmdb_id}
        with cinema.appliance.client(cinema.tokens[name]) as client:
            start.wait()
            return client.post("/media/requests", json=body)

    with ThreadPoolExecutor(len(wishes)) as pool:
        return list(pool.map(ask, wishes))
