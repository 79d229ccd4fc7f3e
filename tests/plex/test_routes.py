from collections.abc import AsyncIterator

import httpx2
import pytest
from tests.plex.conftest import Home
from tests.plex.shelf import doors_of, library_over, sync
from tests.standins.plex import PlexStandIn
from tests.support.doors import Doors

from medianest.accounts.permissions import Role
from medianest.infra.database import fetchval
from medianest.plex.library.service import Library
from medianest.plex.service import Plex


@pytest.fixture
def library(plex: Plex) -> Library:
    return library_over(plex.servers)


@pytest.fixture
def doors(plex: Plex, library: Library) -> Doors:
    return doors_of(plex, library)


@pytest.fixture
async def olga(doors: Doors) -> AsyncIterator[httpx2.AsyncClient]:
    async with doors.enter(Role.OWNER) as client:
        yield client


@pytest.fixture
async def guest(doors: Doors) -> AsyncIterator[httpx2.AsyncClient]:
    async with doors.enter(Role.GUEST) as client:
        yield client


async def test_connecting_answers_with_service_server_and_libraries(
    olga: httpx2.AsyncClient, server: PlexStandIn
) -> None:
    answer = await olga.put("/services/plex", json={"url": server.url, "token": server.token})

    body = answer.json()
    assert answer.status_code == 200
    assert body["service"]["hasSecret"] is True
    assert body["service"]["status"]["state"] == "ok"
    assert body["server"]["name"] == "Living Room"
    assert body["libraries"][0]["fits"] is True
    assert server.token not in answer.text
    assert await fetchval("SELECT count(*) FROM audit_log WHERE action = 'service.saved'") == 1


async def test_a_connected_server_can_be_forgotten(
    olga: httpx2.AsyncClient, server: PlexStandIn
) -> None:
    await olga.put("/services/plex", json={"url": server.url, "token": server.token})

    answer = await olga.delete("/services/plex")

    assert answer.status_code == 204
    assert (await olga.get("/services")).json()["items"] == []


async def test_a_wrong_token_is_a_named_problem(
    olga: httpx2.AsyncClient, server: PlexStandIn
) -> None:
    answer = await olga.put("/services/plex", json={"url": server.url, "token": "wrong"})

    assert (answer.status_code, answer.json()["code"]) == (422, "plex_token_refused")


async def test_a_server_that_is_down_is_a_named_problem_unless_forced(
    olga: httpx2.AsyncClient, server: PlexStandIn
) -> None:
    server.stop()
    body = {"url": server.url, "token": server.token}

    refused = await olga.put("/services/plex", json=body)
    forced = await olga.put("/services/plex", params={"force": "true"}, json=body)

    assert (refused.status_code, refused.json()["code"]) == (502, "plex_unreachable")
    assert forced.status_code == 200
    assert forced.json()["server"] is None
    assert forced.json()["service"]["status"]["state"] == "down"


async def test_an_unknown_field_is_refused(olga: httpx2.AsyncClient, server: PlexStandIn) -> None:
    answer = await olga.put("/services/plex", json={"url": server.url, "tokn": "x"})

    assert answer.status_code == 400


async def test_a_guest_may_look_but_not_connect(
    connected: Plex, guest: httpx2.AsyncClient, server: PlexStandIn
) -> None:
    looked = await guest.get("/plex/libraries")
    changed = await guest.put("/services/plex", json={"url": server.url, "token": "x"})

    assert looked.status_code == 200
    assert changed.status_code == 403
    assert await connected.connected()


async def test_the_server_says_where_files_go(
    connected: Plex, guest: httpx2.AsyncClient, home: Home
) -> None:
    answer = await guest.get("/plex/server")

    body = answer.json()
    assert (body["library"], body["root"], body["form"]) == ("TV", str(home.tv), "show")
    assert await connected.connected()


async def test_a_library_is_shown_page_by_page(
    connected: Plex,
    library: Library,
    guest: httpx2.AsyncClient,
    home: Home,
    server: PlexStandIn,
) -> None:
    for number in range(3):
        file = home.publish(1, show=f"Kanal {number} [UC{number}]", video=f"v{number}")
        await connected.place(file, collection="Alle")
    await sync(library)
    server.stop()

    first = (await guest.get("/plex/libraries/1/items", params={"limit": 2})).json()
    cursor = first["nextCursor"]
    second = (
        await guest.get("/plex/libraries/1/items", params={"limit": 2, "cursor": cursor})
    ).json()
    collections = (await guest.get("/plex/libraries/1/collections")).json()

    titles = [item["title"] for item in first["items"] + second["items"]]
    assert titles == ["Kanal 0", "Kanal 1", "Kanal 2"]
    assert (first["total"], second["nextCursor"]) == (3, None)
    assert [(one["title"], one["count"]) for one in collections["items"]] == [("Alle", 3)]
    assert server.shelves.overlapping_scans == 0


async def test_what_came_last_and_what_fits_words_is_found(
    connected: Plex, library: Library, guest: httpx2.AsyncClient, home: Home
) -> None:
    await connected.place(home.publish(7))
    await sync(library)

    recent = (await guest.get("/plex/recently-added")).json()["items"]
    found = (await guest.get("/plex/search", params={"q": "film 7"})).json()["items"]
    bad = await guest.get("/plex/search", params={"q": ""})

    assert [(one["show"], one["season"], one["type"]) for one in recent] == [
        ("Kanal", 2026, "episode")
    ]
    assert [one["title"] for one in found] == ["Film 7"]
    assert bad.status_code == 400


async def test_an_unknown_library_is_not_found(connected: Plex, guest: httpx2.AsyncClient) -> None:
    answer = await guest.get("/plex/libraries/99/items")

    assert answer.status_code == 404
    assert await connected.connected()


async def test_without_a_server_the_answer_says_so(guest: httpx2.AsyncClient) -> None:
    answer = await guest.get("/plex/recently-added")

    assert (answer.status_code, answer.json()["code"]) == (409, "plex_not_connected")
