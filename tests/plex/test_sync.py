"""Reading the libraries: what comes in, what changes, and what single items are."""

import asyncio
from datetime import UTC, datetime

import pytest
from tests.plex.shelf import House
from tests.standins.plex_stock import stock_films, stock_show
from tests.standins.plex_things import Film
from tests.standins.world import World
from tests.support.waiting import soon

from medianest.infra.database import fetchrow, fetchval
from medianest.kit.media import TitleKey


async def test_everything_is_read_with_ids_quality_and_size(house: House, world: World) -> None:
    wide = world.every_film[20]
    [entry] = stock_films(house.server.shelves, house.films, [wide], Film.in_4k(size=7_000))
    entry.view_count, entry.viewed = 3, 1_700_000_000

    report = await house.sync(full=True)

    row = await fetchrow("SELECT * FROM plex_items WHERE rating_key = $1", entry.key)
    assert (report.state, report.added, report.updated, report.deleted) == ("done", 28, 0, 0)
    assert row is not None
    assert (row["tmdb_id"], row["imdb_id"], row["title"]) == (
        wide.tmdb_id,
        wide.imdb_id,
        wide.title,
    )
    assert (row["resolution"], row["uhd"], row["hd"], row["hdr"]) == ("4k", True, False, True)
    assert (row["size"], row["files"], row["view_count"]) == (7_000, 1, 3)
    assert row["last_viewed_at"] == datetime.fromtimestamp(1_700_000_000, UTC)


async def test_what_is_there_of_a_show_is_known_per_episode(house: House, world: World) -> None:
    show = world.long_show
    numbers = {3: [1, 2], 4: [5]}
    for season, episodes in numbers.items():
        stock_show(house.server.shelves, house.shows, show, seasons=[season], episodes=episodes)
    stock_show(
        house.server.shelves,
        house.shows,
        show,
        seasons=[4],
        episodes=[6],
        film=Film.in_4k(size=10),
    )
    film = TitleKey("movie", world.every_film[0].tmdb_id)
    key, same_number = TitleKey("tv", show.tmdb_id), TitleKey("movie", 999_999)
    await house.sync(full=True)

    found = await house.library.presence([key, film, same_number])

    assert set(found) == {key, film}
    assert found[key].hd == {3: frozenset({1, 2}), 4: frozenset({5})}
    assert found[key].uhd == {4: frozenset({6})}
    assert found[key].size == 13
    assert (found[film].hd, found[film].uhd) == (True, False)
    assert found[key].plex_url.startswith("https://app.plex.tv/desktop/#!/server/c0ffee")


async def test_a_second_reading_writes_nothing_and_tells_nobody(house: House) -> None:
    await house.sync(full=True)
    versions = await fetchval("SELECT array_agg(xmin::text ORDER BY id) FROM plex_items")
    house.told.clear()

    report = await house.sync(full=True)

    assert (report.added, report.updated, report.deleted) == (0, 0, 0)
    assert await fetchval("SELECT array_agg(xmin::text ORDER BY id) FROM plex_items") == versions
    assert house.told == []


async def test_changes_are_read_without_reading_the_rest(house: House, world: World) -> None:
    await house.sync(full=True)
    house.told.clear()
    house.server.asked.clear()
    known = house.server.shelves.of(house.films.key, "movie")[3]
    known.change(films=[Film.in_4k()])
    watched = house.server.shelves.of(house.films.key, "movie")[4]
    watched.view_count, watched.viewed = 1, known.updated
    new = world.every_film[30]
    stock_films(house.server.shelves, house.films, [new])

    report = await house.sync()

    assert (report.added, report.updated, report.deleted) == (1, 2, 0)
    lists = [one.query for one in house.server.asked if one.path.endswith("/all")]
    assert all(any(">>" in name for name in query) for query in lists if query["type"] == "4")
    assert sorted(house.told) == sorted(
        [TitleKey("movie", new.tmdb_id), TitleKey("movie", int(known.guids[1][7:]))]
    )
    assert await fetchval("SELECT sum(view_count) FROM plex_items") == 1


async def test_what_is_new_is_announced_by_name_and_never_more_than_fifty(
    house: House, world: World
) -> None:
    await house.sync(full=True)
    stock_films(house.server.shelves, house.films, world.every_film[40:100])

    await house.sync()

    added = await house.events("library.added")
    reports = await house.events("library.synced")
    named = [item["ratingKey"] for event in added for item in event["items"]]
    assert len(named) == len(set(named)) == 50
    assert [(one["full"], one["added"]) for one in reports] == [(True, 27), (False, 60)]


async def test_why_a_reading_failed_is_told_to_managers_alone(house: House) -> None:
    house.server.stop()

    report = await house.sync(full=True)

    [told] = await house.events("library.synced")
    assert house.server.url in report.reason
    assert (told["state"], told["reason"]) == ("failed", "")


async def test_an_episode_that_is_gone_is_noticed_between_two_nights(house: House) -> None:
    await house.sync(full=True)
    await _let_an_hour_pass()
    gone = house.server.shelves.of(house.shows.key, "episode")[0]
    house.server.shelves.remove(gone.key)

    await house.sync()

    order = await fetchval("SELECT payload FROM jobs WHERE kind = 'plex.sync_server'")
    assert (order["full"], order["libraries"]) == (True, [house.shows.key])


async def test_a_single_item_is_looked_at_by_its_key(house: House) -> None:
    await house.sync(full=True)
    changed, gone = house.server.shelves.of(house.films.key, "movie")[:2]
    changed.change(title="Other")
    house.server.shelves.remove(gone.key)

    report = await house.sync(keys=[changed.key, gone.key])

    assert (report.updated, report.deleted) == (1, 1)
    assert await fetchval("SELECT title FROM plex_items WHERE rating_key = $1", changed.key) == (
        "Other"
    )


async def test_a_title_that_somebody_looked_up_stays_known(house: House) -> None:
    entry = house.server.shelves.of(house.films.key, "movie")[0]
    entry.guids = (entry.guids[0],)
    await house.sync(full=True)
    [unmatched] = await house.library.unmatched(10)
    house.told.clear()

    await house.library.match(unmatched.id, 4711)
    entry.change(title="Other")
    await house.sync(full=True)

    assert (unmatched.type, unmatched.imdb_id) == ("movie", entry.guids[0][7:])
    assert house.told == [unmatched.key(4711)]
    assert unmatched.key(4711) in await house.library.presence([unmatched.key(4711)])
    assert await house.library.unmatched(10) == []


async def test_two_readings_of_one_server_wait_for_each_other(house: House) -> None:
    house.server.hold("/library/sections")

    async with asyncio.TaskGroup() as both:
        first = both.create_task(house.sync(full=True))
        assert await asyncio.to_thread(house.server.held.wait, 20)
        second = both.create_task(house.sync(full=True))
        await soon(_somebody_waits)
        assert await fetchval("SELECT count(*) FROM plex_syncs") == 1
        house.server.let_go()

    assert (first.result().added, second.result().added) == (27, 0)


@pytest.mark.parametrize("fault", ["status", "garbage", "cut_off"])
async def test_a_server_that_fails_in_the_middle_takes_nothing_away(
    house: House, fault: str
) -> None:
    await house.sync(full=True)
    house.server.faults.only = f"/sections/{house.shows.key}/all"
    setattr(house.server.faults, fault, 500 if fault == "status" else True)

    report = await house.sync(full=True)

    assert (report.state, report.deleted) == ("failed", 0)
    assert report.reason
    assert await house.there("episode") == 13
    assert [one.state for one in report.libraries] == ["done", "done", "failed"]


async def _somebody_waits() -> bool:
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    return bool(await fetchval(waiting))


async def _let_an_hour_pass() -> None:
    await fetchval("UPDATE plex_libraries SET full_at = full_at - interval '2 hours' RETURNING 1")
