import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import httpx2
from tests.catalog.home import Home, grow_old
from tests.standins.tmdb import TmdbStandIn
from tests.support.waiting import soon

from medianest.accounts.permissions import Role
from medianest.catalog import questions
from medianest.catalog.bounds import Bounds
from medianest.catalog.locale import Locale
from medianest.catalog.queries import pace
from medianest.catalog.tasks import Cleanup, Match, SeasonsTask, TitlesTask
from medianest.catalog.trakt.titles import WatchlistTitles
from medianest.infra.database import execute, fetch, fetchval
from medianest.infra.jobs import Run
from medianest.kit.ids import new_id
from medianest.kit.media import MediaType, TitleKey

_RUN = Run(id=new_id(), kind="test")


async def care(home: Home, media_type: MediaType, *numbers: int) -> None:
    await home.parts.catalog.care([TitleKey(media_type, number) for number in numbers])


async def test_titles_that_somebody_cares_about_are_read_and_the_others_are_not(
    home: Home, tmdb: TmdbStandIn
) -> None:
    films = [one.tmdb_id for one in tmdb.world.every_film if not one.adult]
    await care(home, "movie", *films[:5], 999999)

    said = await TitlesTask(home.parts.learning, "movie").run(_RUN)

    stored = await home.parts.catalog.titles([TitleKey("movie", one) for one in films])
    fetched = {key.tmdb_id for key, one in stored.items() if one.fetched_at is not None}
    assert fetched == set(films[:5])
    assert said == "0 changed, 5 renewed, 1 gone"
    assert await fetchval("SELECT count(*) FROM films WHERE due_at <= now()") == 0


async def test_what_tmdb_says_was_changed_is_read_again_at_once(
    home: Home, tmdb: TmdbStandIn
) -> None:
    first, second = [one.tmdb_id for one in tmdb.world.every_film if not one.adult][:2]
    await care(home, "movie", first, second)
    task = TitlesTask(home.parts.learning, "movie", settled=timedelta())
    await task.run(_RUN)
    tmdb.edit("movie", first, titles={"en": "New"}, original_title="New")
    tmdb.asked.clear()

    said = await task.run(_RUN)

    renamed = await home.parts.catalog.title(TitleKey("movie", first))
    assert renamed is not None
    assert renamed.title == "New"
    assert said == "1 changed, 1 renewed"
    assert tmdb.count(f"/movie/{second}") == 0


async def test_a_run_that_was_killed_in_the_middle_reads_nothing_twice(
    home: Home, tmdb: TmdbStandIn
) -> None:
    films = [one.tmdb_id for one in tmdb.world.every_film if not one.adult][:30]
    await care(home, "movie", *films)
    task = TitlesTask(home.parts.learning, "movie")
    halfway = asyncio.Event()

    async def report(fraction: float | None, _: str) -> None:
        if fraction is not None and fraction > 0.5:
            halfway.set()
            await asyncio.Event().wait()

    running = asyncio.get_running_loop().create_task(
        task.run(Run(id=new_id(), kind="test", report=report))
    )
    await halfway.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    before = await fetchval("SELECT count(*) FROM films WHERE fetched_at IS NOT NULL AND cared")
    await task.run(_RUN)

    assert 0 < before < 30
    assert sum(tmdb.count(f"/movie/{one}") for one in films) == 30


async def test_one_title_that_cannot_be_read_keeps_none_of_the_others_back(
    home: Home, tmdb: TmdbStandIn
) -> None:
    films = sorted(one.tmdb_id for one in tmdb.world.every_film[:6] if not one.adult)
    await care(home, "movie", *films)
    tmdb.faults.garbage, tmdb.faults.only = True, f"/movie/{films[0]}"

    said = await TitlesTask(home.parts.learning, "movie").run(_RUN)

    assert said == f"0 changed, 1 failed, {len(films) - 1} renewed"


async def test_seasons_are_completed_until_none_is_left(
    home: Home, maria: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    show = tmdb.world.running_show
    await maria.get(f"/media/tv/{show.tmdb_id}")
    task = SeasonsTask(home.parts.learning, timedelta(), timedelta(seconds=20))

    said = await task.run(_RUN)
    nothing = await task.run(_RUN)

    seasons = await home.parts.catalog.seasons(show.tmdb_id)
    assert said == f"{len(show.seasons)} completed"
    assert nothing is None
    assert [len(one.episodes) for one in seasons] == [len(one.episodes) for one in show.seasons]
    # The one that still goes on is asked for again tomorrow.
    waiting = await fetch("SELECT number FROM seasons WHERE due_at > now()")
    assert show.seasons[-1].number in [row["number"] for row in waiting]


async def test_background_work_gives_way_to_people(
    home: Home, maria: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    films = [one.tmdb_id for one in tmdb.world.every_film if not one.adult]
    await care(home, "movie", *films[:10])
    loop = asyncio.get_running_loop()
    await TitlesTask(home.parts.learning, "movie").run(_RUN)
    # As if people had borrowed all turns of the next seconds.
    await pace.hold(250)
    borrowed = await _last_turn()

    async def borrows_more() -> bool:
        return await _last_turn() != borrowed

    await care(home, "movie", *films[10:20])
    working = loop.create_task(TitlesTask(home.parts.learning, "movie").run(_RUN))
    await asyncio.sleep(0.5)
    meanwhile = await _last_turn()
    page = loop.create_task(maria.get(f"/media/movie/{films[100]}"))
    await soon(borrows_more)
    for one in (working, page):
        one.cancel()
    await asyncio.gather(working, page, return_exceptions=True)

    assert meanwhile == borrowed


async def test_files_are_matched_by_the_numbers_of_others(home: Home, tmdb: TmdbStandIn) -> None:
    film, show = tmdb.world.every_film[0], tmdb.world.running_show
    shelves = _Shelves(
        [
            _Item(1, "movie", film.imdb_id, None),
            _Item(2, "tv", None, show.tvdb_id),
            _Item(3, "movie", "tt0000009", None),
        ]
    )

    said = await Match(home.parts.catalog, shelves).run(_RUN)

    assert shelves.matched == {1: film.tmdb_id, 2: show.tmdb_id}
    assert said == "2 matched, 1 unknown"


async def test_cleaning_up_forgets_what_nobody_cares_about_and_keeps_the_rest(
    home: Home, maria: httpx2.AsyncClient, olga: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    seen, cared, listed = [one.tmdb_id for one in tmdb.world.every_film if not one.adult][:3]
    for number in (seen, cared, listed):
        await maria.get(f"/media/movie/{number}?language=de-DE")
    await maria.get("/media/search?q=ar")
    await care(home, "movie", cared)
    slug = (await olga.post("/media/lists", json={"title": "Keep"})).json()["slug"]
    await olga.put(f"/media/lists/{slug}/items/movie/{listed}")
    await grow_old(24 * 200)
    await execute(
        "UPDATE films SET seen_at = seen_at - interval '200 days',"
        " updated_at = updated_at - interval '200 days'"
    )

    await Cleanup().run(_RUN)

    left = await fetch("SELECT tmdb_id FROM films ORDER BY tmdb_id")
    assert [row["tmdb_id"] for row in left] == sorted([cared, listed])
    assert await fetchval("SELECT count(*) FROM tmdb_answers") == 0
    texts = await fetch("SELECT tmdb_id FROM title_texts WHERE tmdb_id = $1", seen)
    assert texts == []
    assert (await maria.get(f"/media/movie/{seen}")).status_code == 200


async def test_answers_that_are_too_many_go_before_anybody_cleans_up(home: Home) -> None:
    bounds = Bounds(most_questions=2, every=3)
    learning = replace(home.parts.learning, bounds=bounds)
    kept = list[int]()

    for word in ("a", "b", "c", "d"):
        asked = questions.searching(word, "multi", Locale("en-US", "US"), year=None, page=1)
        await learning.learn(asked)
        kept.append(await fetchval("SELECT count(*) FROM tmdb_answers"))

    assert kept == [1, 2, 2, 3]


async def test_who_looks_after_the_appliance_sees_what_the_tasks_did(
    home: Home, maria: httpx2.AsyncClient, olga: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    await care(home, "movie", tmdb.world.every_film[0].tmdb_id)
    await TitlesTask(home.parts.learning, "movie").run(_RUN)

    reports = (await olga.get("/media/sync")).json()["items"]
    refused = await maria.get("/media/sync")

    assert [(one["task"], one["report"]["renewed"]) for one in reports] == [("catalog.films", 1)]
    assert refused.status_code == 403


async def test_the_calendar_shows_what_is_on_a_list_of_one_s_own(
    home: Home, maria: httpx2.AsyncClient, tmdb: TmdbStandIn
) -> None:
    show = tmdb.world.running_show
    today = tmdb.world.today
    key = TitleKey("tv", show.tmdb_id)
    await home.parts.catalog.fetch(key)
    span = f"from={today - timedelta(days=30)}&to={today + timedelta(days=30)}"
    nothing = (await maria.get(f"/media/calendar?{span}")).json()
    person = home.doors.people[Role.MEMBER]
    await WatchlistTitles(home.parts.learning).keep_list(person, [key])

    found = (await maria.get(f"/media/calendar?{span}")).json()
    too_long = await maria.get("/media/calendar?from=2020-01-01&to=2026-01-01")

    near = timedelta(days=30)
    expected = [
        one.number
        for one in show.seasons[-1].episodes
        if one.air_date and abs(one.air_date - today) <= near
    ]
    last = [one for one in found["items"] if one["episode"]["season"] == show.seasons[-1].number]
    assert nothing["items"] == []
    assert [one["episode"]["number"] for one in last] == expected
    assert too_long.status_code == 400


async def _last_turn() -> datetime:
    """When a turn was taken or borrowed last."""
    at: datetime = await fetchval("SELECT at FROM tmdb_pace")
    return at


class _Item:
    def __init__(
        self, number: int, media_type: MediaType, imdb_id: str | None, tvdb_id: int | None
    ) -> None:
        self.id, self.type = number, media_type
        self.imdb_id, self.tvdb_id = imdb_id, tvdb_id


class _Shelves:
    def __init__(self, items: list[_Item]) -> None:
        self.items = items
        self.matched: dict[int, int] = {}

    async def unmatched(self, limit: int) -> list[_Item]:
        return self.items[:limit]

    async def match(self, item: int, tmdb_id: int) -> None:
        self.matched[item] = tmdb_id
