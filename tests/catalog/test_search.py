import asyncio
import time

import httpx2
import pytest
from tests.catalog.home import Home, grow_old, ids, most_asked_since
from tests.standins.tmdb import TmdbStandIn

from medianest.infra.database import fetchval


async def test_a_search_finds_films_shows_and_people_page_by_page(
    maria: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    person = next(tmdb.world.people()).name.split()[0]

    first = (await maria.get("/media/search", params={"q": "ar"})).json()
    second = (
        await maria.get("/media/search", params={"q": "ar", "cursor": first["nextCursor"]})
    ).json()
    people = (await maria.get("/media/search", params={"q": person, "type": "person"})).json()

    assert {one["mediaType"] for one in first["items"]} <= {"movie", "tv", "person"}
    assert len(first["items"]) == 20
    assert not set(ids(first)) & set(ids(second))
    assert people["items"][0]["knownFor"] is not None
    assert all(person in one["name"] for one in people["items"])


async def test_a_second_search_asks_nobody(maria: httpx2.AsyncClient, tmdb: TmdbStandIn) -> None:
    first = await maria.get("/media/search", params={"q": "the"})
    second = await maria.get("/media/search", params={"q": "the"})

    assert second.json() == first.json()
    assert tmdb.count("/search/") == 1


async def test_a_collection_is_found_by_its_name(
    maria: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    found = (
        await maria.get("/media/search", params={"q": "collection", "type": "collection"})
    ).json()

    assert {one["mediaType"] for one in found["items"]} == {"collection"}
    assert found["total"] == len(tmdb.world.collections)


@pytest.mark.parametrize(
    "words",
    ["", '100% O\'Brien "x" \\ _', "\0a\0", "東京 👩‍🚀", "x" * 490],
)
async def test_whatever_is_typed_gets_an_answer_with_tmdb_and_without(
    home: Home, maria: httpx2.AsyncClient, words: str
) -> None:
    asked = await maria.get("/media/search", params={"q": words})
    await home.lose_tmdb()
    stored = await maria.get("/media/search", params={"q": f"{words} again" if words else ""})

    assert (asked.status_code, stored.status_code) == (200, 200)


async def test_names_of_other_scripts_and_without_end_are_found(
    maria: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    films = [one for one in tmdb.world.every_film if not one.adult]
    foreign = next(one for one in films if not one.original_title.isascii())
    endless = next(one for one in films if len(one.title) > 300)
    undated = next(one for one in films if one.release_date is None)

    for film in (foreign, endless, undated):
        words = film.original_title[:400]
        found = (await maria.get("/media/search", params={"q": words, "type": "movie"})).json()

        assert ("movie", film.tmdb_id) in ids(found)
        shown = next(one for one in found["items"] if one["tmdbId"] == film.tmdb_id)
        assert shown["year"] == film.year


async def test_while_tmdb_is_away_what_was_seen_is_still_found(
    home: Home, maria: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    film = tmdb.world.every_film[0]
    seen = (await maria.get(f"/media/movie/{film.tmdb_id}")).json()
    await home.lose_tmdb()

    answer = await maria.get("/media/search", params={"q": film.title.split()[0].upper()})
    percent = await maria.get("/media/search", params={"q": "%"})

    body = answer.json()
    assert (answer.status_code, body["stale"]) == (200, True)
    assert ("movie", film.tmdb_id) in ids(body)
    assert body["total"] == len(body["items"]) < 1 + len(seen["similar"]) + len(seen["recommended"])
    # Nothing is called so: the sign stands for itself.
    assert percent.json()["items"] == []


async def test_an_old_search_is_shown_while_tmdb_is_away(
    home: Home, maria: httpx2.AsyncClient
) -> None:
    fresh = (await maria.get("/media/search", params={"q": "the"})).json()
    await grow_old()
    await home.lose_tmdb()

    old = (await maria.get("/media/search", params={"q": "the"})).json()

    assert (old["stale"], ids(old)) == (True, ids(fresh))


async def test_a_child_finds_what_is_rated_for_it_once_ratings_are_known(
    home: Home, child: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    async def found() -> list[tuple[str, int]]:
        answer = await child.get("/media/search", params={"q": "ar", "type": "movie"})
        return ids(answer.json())

    before = await found()
    await home.work_off()
    after = await found()

    assert before == []
    assert after
    assert {
        (tmdb.world.film(number) or tmdb.world.every_film[0]).certifications.get("US")
        for _, number in after
    } <= {"G", "PG", None}
    assert await fetchval("SELECT count(*) FROM films WHERE min_age > 12") > 0


async def test_many_searches_at_once_store_their_titles_without_standing_in_each_other_s_way(
    maria: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    words = ["the", "of", "a", "e", "o", "i", "n", "s", "t", "r"]

    began = time.monotonic()
    answers = await asyncio.gather(
        *(maria.get("/media/search", params={"q": word}) for word in words)
    )

    assert {answer.status_code for answer in answers} == {200}
    assert len(tmdb.asked) <= most_asked_since(began)


@pytest.mark.parametrize("query", ["cursor=x", "cursor=501", "type=cake", "year=1", "language=xx1"])
async def test_a_question_that_makes_no_sense_is_refused(
    maria: httpx2.AsyncClient, query: str
) -> None:
    answer = await maria.get(f"/media/search?q=the&{query}")

    assert answer.status_code == 400


async def test_without_a_key_nothing_found_says_what_to_do_first(
    home: Home, maria: httpx2.AsyncClient
) -> None:
    home.services.given.pop("tmdb")  # type: ignore[attr-defined]  # the test's own dict

    answer = await maria.get("/media/search", params={"q": "the"})

    assert (answer.status_code, answer.json()["code"]) == (503, "catalog_not_connected")
