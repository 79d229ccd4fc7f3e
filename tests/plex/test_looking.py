"""Looking at the libraries over HTTP, out of the tables."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.plex.shelf import House, doors_of
from tests.standins.plex import PlexStandIn
from tests.standins.plex_stock import stock_films
from tests.standins.plex_things import Film
from tests.standins.world import World
from tests.support.doors import Doors

from medianest.accounts.permissions import Role
from medianest.infra.database import execute, fetchval
from medianest.kit.media import TitleKey
from medianest.plex.service import Plex


@pytest.fixture
async def read(house: House, world: World) -> House:
    """A house that was read, two of whose films are in 4K; its server is away now."""
    stock_films(house.server.shelves, house.films, world.every_film[12:14], Film.in_4k())
    await house.sync(full=True)
    house.server.stop()
    return house


@pytest.fixture
def doors(read: House, connected: Plex) -> Doors:
    return doors_of(connected, read.library)


@pytest.fixture
async def mia(doors: Doors) -> AsyncIterator[httpx2.AsyncClient]:
    async with doors.enter(Role.MEMBER) as client:
        yield client


async def test_libraries_say_how_much_they_hold_and_how_old_that_is(
    mia: httpx2.AsyncClient, read: House
) -> None:
    libraries = await _items(mia, "/plex/libraries")

    told = [(one["title"], one["itemCount"], one["serverName"]) for one in libraries]
    assert told == [
        ("TV", 0, "Living Room"),
        ("Films", 14, "Living Room"),
        ("Shows", 1, told[0][2]),
    ]
    assert all(one["syncedAt"] and one["server"] == read.server.server_id for one in libraries)


async def test_a_library_is_filtered_and_sorted(
    mia: httpx2.AsyncClient, read: House, world: World
) -> None:
    films = f"/plex/libraries/{read.films.key}/items"
    shows = f"/plex/libraries/{read.shows.key}/items"
    word = max(world.every_film[0].title.split(), key=len)

    in_4k = await _items(mia, films, resolution="4k")
    by_words = await _items(mia, films, q=word)
    by_year = [one["year"] for one in await _items(mia, films, sort="year")]
    episodes = await _items(mia, shows, type="episode", limit=100)

    assert {one["title"] for one in in_4k} == {one.title for one in world.every_film[12:14]}
    assert in_4k[0]["hdr"] is True
    assert all(word.casefold() in one["title"].casefold() for one in by_words)
    assert by_words
    assert by_year == sorted(by_year, key=lambda year: -(year or 0))
    assert len(episodes) == 13
    assert {one["season"] for one in episodes} == {1}
    assert in_4k[0]["poster"].startswith(f"/api/v1/plex/images/{read.server.server_id}/")


@pytest.mark.parametrize(
    ("query", "status"), [({"sort": "size"}, 400), ({"cursor": "x"}, 400), ({"server": "x"}, 404)]
)
async def test_a_question_that_makes_no_sense_is_refused(
    mia: httpx2.AsyncClient, read: House, query: dict[str, str], status: int
) -> None:
    answer = await mia.get(f"/plex/libraries/{read.films.key}/items", params=query)

    assert answer.status_code == status


async def test_search_finds_beginnings_first_and_else_the_middle_of_words(
    mia: httpx2.AsyncClient, read: House, world: World
) -> None:
    await execute("UPDATE plex_items SET title = 'Sternenwächter 100%' WHERE id = 1")

    found = [
        [one["title"] for one in await _items(mia, "/plex/search", q=words)]
        for words in ("STERNEN", "wächter", "100%", "' & ! ( | :*", "0%")
    ]

    assert found == [["Sternenwächter 100%"]] * 3 + [[]] + [["Sternenwächter 100%"]]


async def test_whoever_has_an_age_limit_sees_what_is_known_to_be_fit(
    mia: httpx2.AsyncClient, read: House, doors: Doors
) -> None:
    await execute("UPDATE users SET age_limit = 12 WHERE id = $1", doors.people[Role.MEMBER])
    await execute("UPDATE plex_items SET min_age = 6 * (id % 3)::int WHERE type = 'movie'")
    await execute("UPDATE plex_items SET min_age = 18 WHERE type = 'movie' AND id % 3 = 2")
    await execute("UPDATE plex_items SET min_age = NULL WHERE type = 'movie' AND id % 3 = 1")

    seen = await _items(mia, f"/plex/libraries/{read.films.key}/items", limit=100)
    recent = await _items(mia, "/plex/recently-added", limit=100)

    fit = await fetchval("SELECT count(*) FROM plex_items WHERE type = 'movie' AND min_age <= 12")
    assert len(seen) == len(recent) == fit > 0


async def test_what_is_new_is_named_to_those_without_an_age_limit_alone(
    mia: httpx2.AsyncClient, read: House, doors: Doors, world: World
) -> None:
    await execute("UPDATE users SET age_limit = 12 WHERE id = $1", doors.people[Role.MEMBER])
    async with doors.enter(Role.GUEST):
        stock_films(read.server.shelves, read.films, world.every_film[20:21])
        read.server.start()
        await read.sync()

    told = await fetchval("SELECT people FROM events WHERE type = 'library.added'")
    assert told == [doors.people[Role.GUEST]]
    assert not mia.is_closed


async def test_a_collection_shows_its_items_in_their_order(house: House, connected: Plex) -> None:
    films = house.server.shelves.of(house.films.key, "movie")
    made = house.server.shelves.add("collection", "Best", house.films.key)
    made.subtype = "movie"
    house.server.shelves.put_into(made, [films[5].key, films[2].key])
    await house.sync(full=True)
    house.server.shelves.put_into(made, [films[7].key])
    await house.sync()

    async with doors_of(connected, house.library).enter(Role.GUEST) as guest:
        shown = (await guest.get(f"/plex/collections/{made.key}")).json()
        listed = await _items(guest, f"/plex/libraries/{house.films.key}/collections")
        missing = await guest.get("/plex/collections/1")

    assert [one["title"] for one in shown["items"]] == [films[n].title for n in (5, 2, 7)]
    assert (shown["title"], shown["count"]) == ("Best", 3)
    assert [one["title"] for one in listed] == ["Best"]
    assert (missing.status_code, missing.json()["code"]) == (404, "no_such_plex_collection")


async def test_reading_is_asked_for_once_and_by_whoever_may(
    doors: Doors, mia: httpx2.AsyncClient
) -> None:
    refused = await mia.post("/plex/sync", json={"full": True})
    async with doors.enter(Role.ADMIN) as adam:
        first = await adam.post("/plex/sync", json={"full": True})
        second = await adam.post("/plex/sync", json={"full": True})

    order = await fetchval("SELECT payload FROM jobs WHERE kind = 'plex.sync_server'")
    assert refused.status_code == 403
    assert (first.status_code, second.json()) == (202, {"id": None})
    assert first.json()["id"]
    assert (order["service"], order["full"]) == ("plex", True)


async def test_what_lies_on_another_server_is_there_as_well(
    house: House, connected: Plex, world: World
) -> None:
    with PlexStandIn(name="Cabin", server_id="ca" * 20) as cabin:
        section = cabin.add_library("Films", "movie", {"/films": Path("/nowhere/cabin")})
        stock_films(cabin.shelves, section, world.every_film[:1], Film.in_4k())
        await connected.services.save("plex-cabin", url=cabin.url, secret=cabin.token)
        await house.sync(full=True)
        await house.sync("plex-cabin", full=True)

    async with doors_of(connected, house.library).enter(Role.GUEST) as guest:
        there = await _items(guest, "/plex/libraries/1/items", server=cabin.server_id)
        libraries = await _items(guest, "/plex/libraries")
    found = await house.library.presence([TitleKey("movie", world.every_film[0].tmdb_id)])

    assert [one["server"] for one in there] == [cabin.server_id]
    assert [one["serverName"] for one in libraries] == ["Living Room"] * 3 + ["Cabin"]
    [presence] = found.values()
    assert (presence.hd, presence.uhd, presence.server) == (True, True, house.server.server_id)


async def _items(client: httpx2.AsyncClient, path: str, **query: Any) -> list[Any]:
    answer = await client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    items: list[Any] = answer.json()["items"]
    return items
