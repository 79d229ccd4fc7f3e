import asyncio

import httpx2
import pytest
from tests.catalog.home import Home, grow_old
from tests.standins.tmdb import TmdbStandIn

from medianest.accounts.permissions import Role
from medianest.infra.database import fetch, fetchrow, fetchval
from medianest.kit.media import TitleKey


async def test_a_film_s_page_is_complete_and_the_second_look_asks_nobody(
    maria: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    film = next(one for one in tmdb.world.every_film if one.collection and one.certifications)

    first = await maria.get(f"/media/movie/{film.tmdb_id}")
    asked = len(tmdb.asked)
    second = await maria.get(f"/media/movie/{film.tmdb_id}")

    body = first.json()
    assert first.status_code == 200
    assert (body["mediaType"], body["tmdbId"], body["title"]) == (
        "movie",
        film.tmdb_id,
        film.title,
    )
    assert body["runtime"] == film.runtime * 60
    assert body["certifications"] == film.certifications
    assert body["externalIds"]["imdb"] == film.imdb_id
    assert body["collection"]["tmdbId"] == film.collection
    assert body["cast"][0]["role"]
    assert body["similar"][0]["availability"] == {"hd": "none", "uhd": "none", "plexUrl": None}
    assert (body["stale"], second.json()) == (False, body)
    assert asked == len(tmdb.asked) == 1


async def test_a_show_s_page_has_all_its_seasons_and_each_season_its_episodes(
    maria: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    show = tmdb.world.long_show

    page = (await maria.get(f"/media/tv/{show.tmdb_id}")).json()
    season = (await maria.get(f"/media/tv/{show.tmdb_id}/seasons/60")).json()
    missing = await maria.get(f"/media/tv/{show.tmdb_id}/seasons/61")

    assert [one["number"] for one in page["seasons"]][-1] == 60
    assert page["runtime"] == show.runtime * 60
    assert page["externalIds"] == {"imdb": show.imdb_id, "tvdb": show.tvdb_id}
    told = show.season(60)
    assert told is not None
    assert [one["name"] for one in season["episodes"]] == [one.name for one in told.episodes]
    assert (missing.status_code, missing.json()["code"]) == (404, "no_such_season")


async def test_a_page_speaks_as_the_reader_does(
    maria: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    film = next(
        one for one in tmdb.world.every_film if one.titles.get("de") not in {None, one.title}
    )

    by_browser = await maria.get(
        f"/media/movie/{film.tmdb_id}", headers={"Accept-Language": "de-DE,de;q=0.9,en;q=0.5"}
    )
    by_wish = await maria.get(f"/media/movie/{film.tmdb_id}?language=en-US&region=DE")

    assert by_browser.json()["title"] == film.titles["de"]
    assert by_wish.json()["title"] == film.title
    assert by_wish.json()["certification"] == film.certifications.get("DE")


async def test_what_was_seen_is_shown_with_its_age_while_tmdb_is_away(
    home: Home, maria: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    film = tmdb.world.every_film[0]
    fresh = (await maria.get(f"/media/movie/{film.tmdb_id}")).json()
    similar = fresh["similar"][0]["tmdbId"]
    await grow_old()
    await home.lose_tmdb()

    seen = await maria.get(f"/media/movie/{film.tmdb_id}")
    in_german = await maria.get(f"/media/movie/{film.tmdb_id}?language=de-DE")
    mentioned = await maria.get(f"/media/movie/{similar}")
    never = await maria.get("/media/movie/999999")

    assert (seen.status_code, seen.json()["stale"]) == (200, True)
    assert seen.json()["asOf"] < fresh["asOf"]
    assert seen.json()["cast"] == fresh["cast"]
    assert (in_german.status_code, in_german.json()["stale"]) == (200, True)
    assert (mentioned.json()["title"], mentioned.json()["stale"]) == (
        fresh["similar"][0]["title"],
        True,
    )
    assert (never.status_code, never.json()["code"]) == (503, "catalog_unavailable")
    assert await fetchval("SELECT count(*) FROM jobs WHERE kind = 'catalog.renew'") == 1


async def test_an_old_page_is_shown_at_once_and_renewed_behind_it(
    home: Home, maria: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    number = tmdb.world.every_film[0].tmdb_id
    await maria.get(f"/media/movie/{number}")
    await grow_old()
    tmdb.edit("movie", number, titles={"en": "Renamed"}, original_title="Renamed")

    old = (await maria.get(f"/media/movie/{number}")).json()
    await maria.get(f"/media/movie/{number}")
    waiting = await home.waiting()
    await home.work_off()
    renewed = (await maria.get(f"/media/movie/{number}")).json()

    assert (old["stale"], old["title"] != "Renamed") == (True, True)
    assert waiting == ["catalog.renew"]
    assert (renewed["stale"], renewed["title"]) == (False, "Renamed")


async def test_of_many_who_ask_the_same_at_once_one_asks_tmdb(
    maria: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    tmdb.faults.slow = 0.3
    number = tmdb.world.every_film[0].tmdb_id

    answers = await _at_once(maria, f"/media/movie/{number}", 20)

    assert {answer.status_code for answer in answers} == {200}
    assert tmdb.count(f"/movie/{number}") == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"cut_off": True},
        {"garbage": True},
        {"status": 429, "retry_after": 60},
    ],
    ids=lambda fault: next(iter(fault)),
)
async def test_however_tmdb_fails_the_answer_is_a_clear_problem_and_nothing_is_kept(
    maria: httpx2.AsyncClient, tmdb: TmdbStandIn, fault: dict[str, float]
) -> None:
    for name, value in fault.items():
        setattr(tmdb.faults, name, value)

    answer = await maria.get(f"/media/movie/{tmdb.world.every_film[0].tmdb_id}")

    assert (answer.status_code, answer.json()["code"]) == (503, "catalog_unavailable")
    assert await fetchval("SELECT count(*) FROM tmdb_answers") == 0


async def test_tmdb_that_takes_too_long_is_not_waited_for(
    impatient: Home, tmdb: TmdbStandIn
) -> None:
    tmdb.faults.slow = 30

    async with impatient.doors.enter(Role.MEMBER) as client:
        answer = await client.get(f"/media/movie/{tmdb.world.every_film[0].tmdb_id}")

    assert (answer.status_code, answer.json()["code"]) == (503, "catalog_unavailable")
    # A person does not wait for a second try.
    assert len(tmdb.asked) <= 1


async def test_a_moment_of_too_many_questions_is_waited_for(
    maria: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    tmdb.faults.status, tmdb.faults.retry_after, tmdb.faults.times = 429, 1, 1

    answer = await maria.get(f"/media/movie/{tmdb.world.every_film[0].tmdb_id}")

    assert answer.status_code == 200
    first, second = tmdb.asked
    assert second.at - first.at > 0.9


async def test_a_key_that_is_refused_is_named_and_one_that_is_missing_too(
    home: Home, maria: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    tmdb.api_key = "another"
    refused = await maria.get("/media/movie/1001")
    home.services.given.pop("tmdb")  # type: ignore[attr-defined]  # the test's own dict
    missing = await maria.get("/media/movie/1001")

    assert (refused.status_code, missing.status_code) == (503, 503)
    assert "key" in refused.json()["detail"]
    assert missing.json()["code"] == "catalog_not_connected"


async def test_what_is_for_adults_or_gone_is_not_there(
    maria: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    adult = next(one for one in tmdb.world.every_film if one.adult)

    hidden = await maria.get(f"/media/movie/{adult.tmdb_id}")
    gone = await maria.get("/media/movie/4")

    assert (hidden.status_code, gone.status_code) == (404, 404)
    assert await fetchrow("SELECT FROM films WHERE tmdb_id = $1", adult.tmdb_id) is None


async def test_who_has_an_age_limit_sees_only_what_is_rated_for_them(
    maria: httpx2.AsyncClient, child: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    films = tmdb.world.every_film
    suitable = next(one for one in films if one.certifications.get("US") == "G")
    grim = next(one for one in films if one.certifications.get("US") == "R")
    unrated = next(one for one in films if not one.certifications and not one.adult)

    seen = await child.get(f"/media/movie/{suitable.tmdb_id}")
    too_old = await child.get(f"/media/movie/{grim.tmdb_id}")
    unknown = await child.get(f"/media/movie/{unrated.tmdb_id}")

    assert seen.status_code == 200
    # Nobody has asked for whom these are.
    assert seen.json()["similar"] == []
    assert (too_old.status_code, unknown.status_code) == (404, 404)
    assert (await maria.get(f"/media/movie/{grim.tmdb_id}")).status_code == 200


async def test_fetching_a_show_brings_its_episodes_and_external_ids(
    home: Home, tmdb: TmdbStandIn
) -> None:
    show = tmdb.world.running_show
    catalog = home.parts.catalog

    title = await catalog.fetch(TitleKey("tv", show.tmdb_id))
    seasons = await catalog.seasons(show.tmdb_id)
    asked = len(tmdb.asked)
    found = await catalog.find(imdb_id=None, tvdb_id=show.tvdb_id, media_type="tv")

    assert (title.imdb_id, title.tvdb_id) == (show.imdb_id, show.tvdb_id)
    assert [one.number for one in seasons] == [one.number for one in show.seasons]
    last = show.seasons[-1]
    assert seasons[-1].aired == last.aired(tmdb.world.today)
    assert len(seasons[-1].episodes) == len(last.episodes)
    assert (found, len(tmdb.asked)) == (show.tmdb_id, asked)
    assert await fetch("SELECT FROM seasons WHERE fetched_at IS NULL") == []


async def _at_once(client: httpx2.AsyncClient, path: str, many: int) -> list[httpx2.Response]:

    return list(await asyncio.gather(*(client.get(path) for _ in range(many))))
