import time

import httpx2
import pytest
from tests.catalog.home import Home, ids, most_asked_since
from tests.standins.tmdb import TmdbStandIn

from medianest.accounts.permissions import Role
from medianest.catalog.tasks import ListsTask
from medianest.catalog.trakt.titles import WatchlistTitles
from medianest.infra.database import execute, fetch, fetchval
from medianest.infra.jobs import Run
from medianest.kit.ids import new_id
from medianest.kit.media import TitleKey

_RUN = Run(id=new_id(), kind="test")


async def refresh(home: Home) -> str:
    return await ListsTask(home.parts.charting).run(_RUN)


async def test_a_list_that_was_never_read_is_read_when_somebody_opens_it(
    maria: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    listed = (await maria.get("/media/lists")).json()["items"]
    trending = (await maria.get("/media/lists/trending")).json()
    unknown = await maria.get("/media/lists/nonsense")

    slugs = [one["slug"] for one in listed]
    assert slugs[:3] == ["trending", "popular-movies", "popular-tv"]
    assert 0 < len(trending["items"]) <= 20
    assert not trending["stale"]
    assert {one["mediaType"] for one in trending["items"]} <= {"movie", "tv"}
    assert (unknown.status_code, unknown.json()["code"]) == (404, "no_such_list")


async def test_refreshed_lists_are_shown_page_by_page_without_asking(
    home: Home, maria: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    began = time.monotonic()
    said = await refresh(home)
    asked, most = len(tmdb.asked), most_asked_since(began)

    shown: list[tuple[str, int]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await maria.get(f"/media/lists/popular-movies?limit=40&cursor={cursor}")
        shown += ids(page.json())
        cursor = page.json()["nextCursor"]
    genres = (await maria.get("/media/genres?type=movie")).json()["items"]
    action = (await maria.get(f"/media/lists/genre-movie-{genres[0]['id']}")).json()

    popular = [one for one in tmdb.world.every_film if not one.adult][:100]
    assert shown == [("movie", one.tmdb_id) for one in popular]
    assert all(genres[0]["id"] in one["genreIds"] for one in action["items"])
    assert len(tmdb.asked) == asked
    assert "lists" in said
    assert asked <= most


async def test_a_refresh_that_was_killed_goes_on_where_it_was(
    home: Home, tmdb: TmdbStandIn
) -> None:
    tmdb.faults.status, tmdb.faults.only = 500, "/tv/top_rated"
    await home.parts.charting.genres("en-US", background=True)
    # As if it was killed right after the popular films.
    await execute(
        "INSERT INTO sync_state (task, cursor, report, at)"
        """ VALUES ('catalog.lists', '{"after": "en-US/popular-movies"}', '{}', now())"""
    )
    tmdb.faults.clear()
    tmdb.asked.clear()

    await refresh(home)

    assert tmdb.count("/trending") == tmdb.count("/movie/popular") == tmdb.count("/genre/") == 0
    assert tmdb.count("/tv/popular") > 0
    assert await fetchval("SELECT cursor FROM sync_state WHERE task = 'catalog.lists'") == {}


async def test_one_list_that_cannot_be_read_keeps_none_of_the_others_back(
    home: Home, tmdb: TmdbStandIn
) -> None:
    tmdb.faults.garbage, tmdb.faults.only = True, "/movie/upcoming"

    said = await refresh(home)

    assert "1 failed" in said
    filled = await fetch("SELECT slug FROM media_lists WHERE updated_at IS NOT NULL")
    assert len(filled) > 20


async def test_lists_speak_another_language_once_somebody_reads_in_it(
    home: Home, maria: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    await maria.get("/media/lists/popular-movies?language=de-DE")
    await home.work_off()

    shown = (await maria.get("/media/lists/popular-movies?language=de-DE")).json()
    genres = (await maria.get("/media/genres?type=tv&language=de-DE")).json()["items"]

    films = {one.tmdb_id: one for one in tmdb.world.every_film}
    translated = [
        one
        for one in shown["items"]
        if "de" in films[one["tmdbId"]].titles and films[one["tmdbId"]].language == "en"
    ]
    assert translated
    assert [one["title"] for one in translated] == [
        films[one["tmdbId"]].titles["de"] for one in translated
    ]
    assert genres


async def test_discovery_chooses_and_sorts_and_works_without_tmdb(
    home: Home, maria: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    path = "/media/discover?type=movie&genre=28&yearFrom=1980&yearTo=2005&voteFrom=5&sort=date"

    asked = (await maria.get(path)).json()
    await home.lose_tmdb()
    stored = (await maria.get(path + "&language=de-DE")).json()

    for body in (asked, stored):
        years = [one["year"] for one in body["items"]]
        assert years
        assert years == sorted(years, reverse=True)
        assert all(28 in one["genreIds"] and one["voteAverage"] >= 5 for one in body["items"])
    assert (asked["stale"], stored["stale"]) == (False, True)
    assert stored["total"] == len(stored["items"])


@pytest.mark.parametrize("sort", ["popularity", "vote", "date", "title"])
async def test_a_child_chooses_among_what_is_rated_for_it(
    home: Home, child: httpx2.AsyncClient, tmdb: TmdbStandIn, sort: str
) -> None:
    films = [one for one in tmdb.world.every_film if not one.adult][:30]
    for film in films[:8]:
        await child.get(f"/media/movie/{film.tmdb_id}")

    found = (await child.get(f"/media/discover?type=movie&sort={sort}")).json()

    rated = await fetch("SELECT tmdb_id FROM films WHERE min_age <= 12")
    votes = 0 if sort != "vote" else 50
    suitable = {
        row["tmdb_id"]
        for row in rated
        if (rated_film := tmdb.world.film(row["tmdb_id"])) and rated_film.vote_count >= votes
    }
    assert {one["tmdbId"] for one in found["items"]} == suitable
    assert tmdb.count("/discover/") == 0


async def test_who_manages_requests_makes_lists_that_everybody_sees(
    home: Home, maria: httpx2.AsyncClient, olga: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    show = tmdb.world.running_show

    made = await olga.post("/media/lists", json={"title": "Käse & Kino"})
    twin = await olga.post("/media/lists", json={"title": "Käse & Kino"})
    slug = made.json()["slug"]
    put = await olga.put(f"/media/lists/{slug}/items/tv/{show.tmdb_id}")
    again = await olga.put(f"/media/lists/{slug}/items/tv/{show.tmdb_id}")
    seen = (await maria.get(f"/media/lists/{slug}")).json()
    renamed = await olga.patch(f"/media/lists/{slug}", json={"title": "Kino"})
    taken = await olga.delete(f"/media/lists/{slug}/items/tv/{show.tmdb_id}")
    empty = (await maria.get(f"/media/lists/{slug}")).json()
    forbidden = await maria.post("/media/lists", json={"title": "Mine"})
    fixed = await olga.delete("/media/lists/trending")
    dropped = await olga.delete(f"/media/lists/{slug}")

    assert (made.status_code, slug) == (201, "kase-kino")
    assert twin.json()["slug"] != slug
    assert (put.status_code, again.status_code, taken.status_code) == (204, 204, 204)
    assert ids(seen) == [("tv", show.tmdb_id)]
    assert (renamed.json()["title"], renamed.json()["count"]) == ("Kino", 1)
    assert empty["items"] == []
    assert forbidden.status_code == 403
    assert fixed.status_code in {404, 409}
    assert dropped.status_code == 204
    assert (await maria.get(f"/media/lists/{slug}")).status_code == 404


async def test_a_list_of_one_person_is_shown_to_nobody_else(
    home: Home, maria: httpx2.AsyncClient, olga: httpx2.AsyncClient
) -> None:
    person = home.doors.people[Role.MEMBER]
    await WatchlistTitles(home.parts.learning).keep_list(person, [TitleKey("movie", 1001)])

    mine = await maria.get("/media/lists/trakt-watchlist")
    theirs = await olga.get("/media/lists/trakt-watchlist")
    changed = await olga.patch("/media/lists/trakt-watchlist", json={"title": "Mine"})

    assert (mine.status_code, theirs.status_code, changed.status_code) == (200, 404, 404)


async def test_people_and_collections_lead_to_their_titles(
    maria: httpx2.AsyncClient, child: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    film = next(one for one in tmdb.world.every_film if one.collection and not one.adult)

    person = (await maria.get(f"/media/person/{film.cast[0]}")).json()
    collection = (await maria.get(f"/media/collection/{film.collection}")).json()
    nobody = await maria.get("/media/person/9")
    nothing = await maria.get("/media/collection/9")
    hidden = await child.get(f"/media/collection/{film.collection}")
    unseen = (await child.get(f"/media/person/{film.cast[0]}")).json()

    assert ("movie", film.tmdb_id) in ids(person, "credits")
    assert all(one["role"] for one in person["credits"])
    assert ("movie", film.tmdb_id) in ids(collection, "parts")
    assert (nobody.json()["code"], nothing.json()["code"]) == (
        "no_such_person",
        "no_such_collection",
    )
    assert hidden.status_code == 404
    assert (unseen["name"], unseen["credits"]) == (person["name"], [])
