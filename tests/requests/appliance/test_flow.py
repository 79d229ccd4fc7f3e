"""From the search to the film in Plex, driven from outside: everybody is told once."""

import pytest
from tests.requests.appliance.cinema import ANNA, MARIA, OLGA, PAUL, Cinema
from tests.requests.appliance.ears import way
from tests.standins.media_site import MediaSite, Videos
from tests.standins.plex_stock import stock_films, stock_show
from tests.support.waiting import until

pytestmark = pytest.mark.xdist_group("requests-appliance")


def test_a_wish_comes_true_and_each_person_hears_of_each_step_once(cinema: Cinema) -> None:
    film = cinema.film()
    everybody = (OLGA, ANNA, MARIA, PAUL)
    with cinema.listening(*everybody) as ears:
        query = {"q": film.title, "type": "movie"}
        hits = cinema.person(MARIA).get("/media/search", params=query).json()["items"]
        [hit] = [one for one in hits if one["tmdbId"] == film.tmdb_id]
        request = cinema.asked(MARIA, film)
        joined = cinema.ask(PAUL, film)
        cinema.do(ANNA, "approve", request).raise_for_status()
        [made] = until(lambda: cinema.there(film), what=cinema.appliance.tail)
        cinema.comes_to(request, "processing")
        stock_films(cinema.plex.shelves, cinema.films, [film])
        cinema.overseerr.arrive(made)
        done = cinema.comes_to(request, "available")

        # What is said again, and looked at again, is no news.
        for body in list(cinema.overseerr.hook.made):
            cinema.overseerr.hook.post(body)
        cinema.run("requests.overseerr_poll")
        cinema.synced()
        for name in everybody:
            ears[name].hears(request, TOLD[name])

    assert hit["title"] == done["title"] == film.title
    assert (joined.status_code, joined.json()["id"]) == (200, request)
    assert {name: cinema.told(name, request) for name in everybody} == TOLD
    assert {name: ears[name].told(request) for name in everybody} == TOLD
    assert way(step["state"] for step in done["timeline"]) == STATES
    assert {name: ears[name].states(request) for name in everybody} == dict.fromkeys(
        everybody, STATES
    )
    assert made.by.email == "maria@example.org"
    assert set(cinema.overseerr.hook.answers) == {202}


STATES = ["pending", "approved", "processing", "available"]
TOLD = {
    OLGA: ["request.created"],
    ANNA: ["request.created"],
    MARIA: ["request.approved", "request.available"],
    PAUL: ["request.approved", "request.available"],
}


def test_a_show_arrives_episode_by_episode(cinema: Cinema) -> None:
    show = cinema.show()
    [season] = [one for one in show.seasons if one.number == 1]
    *first, last = [one.number for one in season.episodes]
    # So its episodes are known.
    cinema.person(MARIA).get(f"/media/tv/{show.tmdb_id}").raise_for_status()
    request = cinema.asked(MARIA, show, seasons=[1])
    cinema.do(ANNA, "approve", request).raise_for_status()
    cinema.comes_to(request, "processing")
    stock_show(cinema.plex.shelves, cinema.shows, show, seasons=[1], episodes=first)
    cinema.synced(full=False)
    partly = cinema.see(request)
    # Overseerr's word alone does not make it whole.
    [made] = cinema.there(show)
    cinema.overseerr.arrive(made)
    cinema.idle()
    claimed = cinema.see(request)["state"]
    stock_show(cinema.plex.shelves, cinema.shows, show, seasons=[1], episodes=[last])
    cinema.synced(full=False)
    done = cinema.see(request)

    assert (partly["state"], claimed, done["state"]) == (
        "partially_available",
        "partially_available",
        "available",
    )
    assert [(one["available"], one["total"]) for one in partly["seasons"]] == [
        (len(first), len(first) + 1)
    ]
    assert cinema.told(MARIA, request) == [
        "request.approved",
        "request.partially_available",
        "request.available",
    ]


def test_without_overseerr_plex_says_that_it_is_there(alone: Cinema) -> None:
    film = alone.film()
    request = alone.asked(MARIA, film)
    alone.do(ANNA, "approve", request).raise_for_status()
    alone.idle()
    waiting = alone.see(request)
    [entry] = stock_films(alone.plex.shelves, alone.films, [film])

    assert alone.plex.send_webhook("library.new", entry) == [204]
    done = alone.comes_to(request, "available")

    assert waiting["state"] == "approved"
    assert done["fulfilledBy"] == "plex"
    assert alone.there(film) == []
    assert alone.told(MARIA, request) == ["request.approved", "request.available"]


def test_without_overseerr_a_link_makes_it_come_true(
    alone: Cinema, site: MediaSite, videos: Videos
) -> None:
    film = alone.film()
    site.put("/film.mp4", videos.mp4.read_bytes())
    request = alone.asked(MARIA, film)
    alone.do(ANNA, "approve", request).raise_for_status()
    alone.do(ANNA, "fulfil", request, url=site.url("/film.mp4")).raise_for_status()
    done = alone.comes_to(request, "available")
    alone.idle()

    assert done["fulfilledBy"] == "link"
    assert [one.name for one in alone.appliance.media_dir.rglob("*.mp4")]
    assert alone.told(MARIA, request) == ["request.approved", "request.available"]
    assert len(alone.plex.titles("episode"))
