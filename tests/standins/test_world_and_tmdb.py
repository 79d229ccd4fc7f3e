"""What tests that lean on the stand-ins may rely on."""

import io
from typing import Any

import httpx2
import pytest
from PIL import Image
from tests.standins.tmdb import TmdbStandIn
from tests.standins.world import World


def ask(tmdb: TmdbStandIn, path: str, **query: str) -> Any:
    given = {"api_key": tmdb.api_key, **query}
    return httpx2.get(f"{tmdb.url}{path}", params=given).raise_for_status().json()


def test_the_same_seed_makes_the_same_world_in_whatever_order_it_is_asked() -> None:
    one, other, third = World(), World(), World(seed=2)

    backwards = [other.film(number) for number in range(3000, 1000, -1)][::-1]

    assert [one.film(number) for number in range(1001, 3001)] == backwards
    assert one.film(1500) != third.film(1500)


def test_the_world_holds_every_oddity() -> None:
    world = World()
    names = [film.title for film in world.every_film]

    assert len(world.long_show.seasons) >= 60
    assert world.running_show.seasons[0].number == 0
    assert any(film.release_date is None for film in world.every_film)
    assert any(film.poster_path is None for film in world.every_film)
    assert any(len(name) == 400 for name in names)
    assert any(ord(name[0]) > 0x2E80 for name in names)
    assert len(set(names)) < len(names)


def test_every_page_of_a_list_together_is_the_list(tmdb: TmdbStandIn) -> None:
    first = ask(tmdb, "/tv/popular")
    pages = [ask(tmdb, "/tv/popular", page=str(page + 1)) for page in range(first["total_pages"])]

    found = [show["id"] for page in pages for show in page["results"]]

    assert len(first["results"]) == 20
    assert len(set(found)) == first["total_results"] == len(found)


def test_what_is_appended_stands_under_its_own_name(tmdb: TmdbStandIn) -> None:
    wanted = "aggregate_credits,content_ratings,external_ids,watch/providers,season/1,nonsense"

    shown = ask(tmdb, "/tv/1002", append_to_response=wanted, language="de-DE")

    assert set(wanted.split(",")) - set(shown) == {"nonsense"}
    assert shown["season/1"]["episodes"][0]["season_number"] == 1


@pytest.mark.parametrize(
    ("path", "is_mixed"),
    [("/movie/popular", False), ("/search/tv", False), ("/trending/all/day", True)],
)
def test_only_mixed_lists_say_of_which_kind_an_entry_is(
    tmdb: TmdbStandIn, path: str, *, is_mixed: bool
) -> None:
    found = ask(tmdb, path, query="river")["results"]

    assert found
    assert {"media_type" in one for one in found} == {is_mixed}


@pytest.mark.parametrize(
    ("path", "key", "status", "code"),
    [("/movie/999999", "", 404, 34), ("/movie/1001", "wrong", 401, 7), ("/nowhere", "", 404, 34)],
)
def test_a_refusal_has_the_shape_of_the_real_one(
    tmdb: TmdbStandIn, path: str, key: str, status: int, code: int
) -> None:
    answer = httpx2.get(f"{tmdb.url}{path}", params={"api_key": key or tmdb.api_key})

    assert answer.status_code == status
    assert answer.json()["success"] is False
    assert answer.json()["status_code"] == code


def test_more_requests_a_second_than_allowed_are_told_to_wait(tmdb: TmdbStandIn) -> None:
    tmdb.limit_per_second = 5
    bearer = {"Authorization": f"Bearer {tmdb.read_token}"}

    with httpx2.Client(headers=bearer) as client:
        answers = [client.get(f"{tmdb.url}/configuration") for _ in range(8)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 3
    assert answers[-1].headers["Retry-After"] == "1"
    assert tmdb.busiest_second() == 8


def test_faults_meet_the_next_requests_they_are_meant_for(tmdb: TmdbStandIn) -> None:
    tmdb.faults.only, tmdb.faults.times, tmdb.faults.cut_off = "/movie/", 1, True

    ask(tmdb, "/tv/1001")
    with pytest.raises(httpx2.RemoteProtocolError):
        ask(tmdb, "/movie/1001")

    assert ask(tmdb, "/movie/1001")["id"] == 1001


def test_a_picture_is_as_wide_as_was_asked(tmdb: TmdbStandIn) -> None:
    answer = httpx2.get(f"{tmdb.image_url}/w342/pmovie1001.jpg")

    assert Image.open(io.BytesIO(answer.content)).size == (342, 513)
    assert httpx2.get(f"{tmdb.image_url}/w341000/pmovie1001.jpg").status_code == 404
