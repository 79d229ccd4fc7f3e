"""What goes wrong around a request heals by itself, and nobody is told twice."""

from dataclasses import replace

import pytest
from tests.requests.appliance.cinema import ANNA, MARIA, OLGA, Cinema
from tests.requests.appliance.ears import way
from tests.standins.plex_stock import stock_films
from tests.standins.plex_things import Missing
from tests.standins.world import Film
from tests.support.database import Line
from tests.support.waiting import until

pytestmark = pytest.mark.xdist_group("requests-appliance")


def test_an_overseerr_that_is_down_for_long_gets_it_once_in_the_end(cinema: Cinema) -> None:
    film = cinema.film()
    with cinema.without_overseerr():
        request = cinema.asked(MARIA, film)
        cinema.do(ANNA, "approve", request).raise_for_status()
        until(lambda: waits(cinema, request), what="a first try")
        # As often as it takes until nobody bothers it any more.
        test = "/services/overseerr/test"
        until(lambda: cinema.person(OLGA).post(test).json()["status"]["state"] == "open")
        cinema.try_now(f"request:{request}")
        until(lambda: waits(cinema, request), what="a second try")
        cinema.restart()
        cinema.try_now(f"request:{request}")
        until(lambda: waits(cinema, request), what="a third try")
        meanwhile = cinema.see(request)
    cinema.try_now(f"request:{request}")
    done = cinema.comes_to(request, "processing")

    assert meanwhile["state"] == "approved"
    # However often it is tried: the timeline says so once.
    [said] = [step["note"] for step in meanwhile["timeline"][2:]]
    assert said.endswith("It is tried again.")
    assert way(step["state"] for step in done["timeline"]) == ["pending", "approved", "processing"]
    assert len(cinema.there(film)) == 1
    assert cinema.told(MARIA, request) == ["request.approved"]


def test_what_a_lost_webhook_did_not_tell_the_next_look_finds(cinema: Cinema) -> None:
    film = cinema.film()
    cinema.overseerr.hook.drop = True
    try:
        request = cinema.asked(MARIA, film)
        cinema.do(ANNA, "approve", request).raise_for_status()
        cinema.comes_to(request, "processing")
        stock_films(cinema.plex.shelves, cinema.films, [film])
        [made] = cinema.there(film)
        cinema.overseerr.arrive(made)
        cinema.idle()
        before = cinema.see(request)["state"]
        cinema.run("requests.overseerr_poll")
        cinema.comes_to(request, "available")
    finally:
        cinema.overseerr.hook.drop = False

    assert before == "processing"
    assert cinema.told(MARIA, request) == ["request.approved", "request.available"]


@pytest.mark.parametrize("missing", ["half", "short", "empty", "unavailable"])
def test_half_a_library_takes_nothing_back(cinema: Cinema, missing: Missing) -> None:
    request, _ = in_plex(cinema)
    cinema.films.missing = missing
    try:
        report = cinema.synced()
    finally:
        cinema.films.missing = ""

    assert report["state"] in {"held", "failed"}, report
    assert report["deleted"] == 0
    assert cinema.see(request)["state"] == "available"
    assert cinema.told(MARIA, request) == ["request.approved", "request.available"]


def test_a_film_that_is_really_removed_goes_back_and_may_come_again(cinema: Cinema) -> None:
    request, film = in_plex(cinema)
    [entry] = [
        one
        for one in cinema.plex.shelves.of(cinema.films.key, "movie")
        if one.title == film.title and one.year == film.year
    ]
    cinema.plex.shelves.remove(entry.key)
    cinema.synced()
    gone = cinema.see(request)["state"]
    stock_films(cinema.plex.shelves, cinema.films, [film])
    cinema.synced(full=False)

    assert gone == "processing"
    assert cinema.see(request)["state"] == "available"
    assert cinema.told(MARIA, request) == [
        "request.approved",
        "request.available",
        "request.removed",
        "request.available",
    ]


def in_plex(cinema: Cinema) -> tuple[str, Film]:
    """A film that Maria asked for and that has come."""
    film = cinema.film()
    request = cinema.asked(MARIA, film)
    cinema.do(ANNA, "approve", request).raise_for_status()
    cinema.comes_to(request, "processing")
    stock_films(cinema.plex.shelves, cinema.films, [film])
    cinema.synced(full=False)
    cinema.comes_to(request, "available")
    return request, film


def waits(cinema: Cinema, request: str) -> bool:
    """Whether its hand-over was tried, and is to be tried again."""
    return ("requests.hand_over", f"request:{request}", "retrying") in cinema.work()


def test_a_season_that_appears_while_overseerr_is_asked_is_asked_for_too(cinema: Cinema) -> None:
    show = cinema.show(seasons=2)
    cinema.person(MARIA).get(f"/media/tv/{show.tmdb_id}").raise_for_status()
    request = cinema.asked(MARIA, show, seasons="all", futureSeasons=True)
    held = cinema.overseerr.holding.next("POST", show.tmdb_id, "after")
    cinema.do(ANNA, "approve", request).raise_for_status()
    until(held.is_set, what="being asked")

    *_, newest = show.seasons
    new = replace(newest, number=newest.number + 1)
    wanted = [one.number for one in (*show.seasons, new) if one.number]
    cinema.tmdb.edit("tv", show.tmdb_id, seasons=(*show.seasons, new))
    with Line(cinema.appliance.data_dir) as line:
        line.ask("UPDATE shows SET fetched_at = fetched_at - interval '1 day'")
    cinema.person(OLGA).post("/admin/schedules/catalog.shows/run").raise_for_status()
    until(lambda: len(cinema.see(request)["seasons"]) == len(wanted), what="the new season")
    cinema.overseerr.holding.let_go()
    cinema.idle()

    asked = [number for one in cinema.there(show) for number in one.seasons]
    assert sorted(asked) == wanted
