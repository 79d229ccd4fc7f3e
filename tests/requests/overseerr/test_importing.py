"""Taking over an Overseerr, choosing how it fetches, and whether it is well."""

from typing import Any
from uuid import UUID

import pytest
from tests.requests.home import Person
from tests.requests.overseerr.house import House
from tests.standins.overseerr import Faults
from tests.standins.overseerr_state import APPROVED, DECLINED

from medianest.accounts.queries import people
from medianest.infra.database import fetch, fetchval
from medianest.infra.events import LiveEvents
from medianest.monitoring.probes import Probes


async def imported(home: House, anna: Person, **wanted: bool) -> dict[str, Any]:
    """What the report counts."""
    answer = await anna.client.post("/overseerr/import", json=wanted)
    assert answer.status_code == 202, answer.text
    await home.work()
    rows = await fetch(
        "SELECT params FROM notifications WHERE person = $1 AND kind = 'overseerr.imported'"
        " ORDER BY id DESC",
        anna.id,
    )
    params: dict[str, Any] = rows[0]["params"]
    return params


async def test_people_and_requests_are_taken_over_as_often_as_one_likes(
    home: House, maria: Person, anna: Person
) -> None:
    known = await home.member(maria.id)
    newcomer = home.there.add_user("Nina@Example.org", "Nina")
    home.there.add_user("jellyfin-user", "no mail")
    home.catalog.film(1, "Here")
    home.catalog.film(2, "Wanted")
    home.catalog.show(7, 2, 2)
    home.plex.film(1)
    home.there.arrive(home.there.ask(known, "movie", 1))
    home.there.approve(home.there.ask(newcomer, "tv", 7, seasons=[2]))
    home.there.ask(newcomer, "movie", 2, is4k=True)
    home.there.decline(home.there.ask(known, "movie", 3))

    first = await imported(home, anna)
    second = await imported(home, anna)

    assert first["people"] == {"added": 2, "known": 1, "unusable": 1}
    assert first["requests"] == {"added": 3, "declined": 1}
    assert second["requests"] == {"known": 3, "declined": 1}
    assert second["people"] == {"known": 3, "unusable": 1}
    shown = (await anna.list(sort="oldest"))["items"]
    states = {one["tmdbId"]: (one["state"], one["requestedBy"]["name"]) for one in shown}
    nina = await people.credentials("nina@example.org")
    assert nina is not None
    assert states[7] == ("processing", "Nina")
    assert states[2] == ("pending", "Nina")
    # It is in Plex, so nobody has to be told that it has come.
    assert (states[1][0], await home.told(maria.id)) == ("available", [])
    assert [one for one in await home.told(anna.id) if one.startswith("request.")] == []


async def test_what_waits_there_can_be_decided_here(home: House, anna: Person) -> None:
    nina = home.there.add_user("nina@example.org", "Nina")
    home.catalog.film(1)
    home.catalog.film(2)
    yes, no = home.there.ask(nina, "movie", 1), home.there.ask(nina, "movie", 2)
    await imported(home, anna)
    shown = {one["tmdbId"]: one for one in (await anna.list())["items"]}
    assert shown[1]["overseerrUrl"] == "https://ask.example.org/movie/1"

    await anna.do("approve", shown[1]["id"])
    await anna.do("decline", shown[2]["id"], reason="no")
    await home.work()

    assert (yes.status, no.status) == (APPROVED, DECLINED)
    assert (await anna.see(shown[1]["id"]))["state"] == "processing"
    assert len(home.there.requests) == 2


async def test_who_was_imported_cannot_sign_in_before_a_password_is_set(
    home: House, anna: Person
) -> None:
    home.there.add_user("nina@example.org", "Nina")

    await imported(home, anna, people=True, requests=False)

    nina = await people.credentials("nina@example.org")
    assert (nina is not None and nina.password_hash, len(home.there.requests)) == ("", 0)
    row = await fetchval("SELECT role FROM users WHERE email = 'nina@example.org'")
    assert row == "member"


async def test_an_import_that_is_interrupted_begins_anew(home: House, anna: Person) -> None:
    nina = home.there.add_user("nina@example.org", "Nina")
    for number in range(1, 4):
        home.there.ask(nina, "movie", number)
    home.there.faults = Faults(status=500, only="GET /request", times=1)

    await anna.client.post("/overseerr/import", json={})
    await home.work()
    assert len(home.later) == 1

    assert (await imported(home, anna))["requests"] == {"added": 3}


async def test_what_one_person_asked_for_in_both_places_is_one_request(
    home: House, maria: Person, anna: Person
) -> None:
    home.catalog.film(348)
    request = await maria.film(348)
    home.there.ask(home.there.add_user("nina@example.org", "Nina"), "movie", 348)

    counted = await imported(home, anna)

    assert counted["requests"] == {"joined": 1}
    [one] = (await anna.list())["items"]
    assert (one["id"], one["followers"]) == (request["id"], 1)


async def test_an_approver_sees_what_can_be_chosen(home: House, anna: Person) -> None:
    answer = await anna.client.get("/overseerr/options", params={"mediaType": "tv", "is4k": True})

    [server] = answer.json()["servers"]
    assert (server["id"], server["name"], server["isDefault"]) == (1, "Sonarr 4K", True)
    assert server["profiles"][1] == {"id": 5, "name": "Ultra-HD"}
    assert server["rootFolders"] == [{"path": "/sonarr", "freeSpace": 10**12}]
    assert server["tags"] == [{"id": 1, "label": "family"}]
    assert b"secret-of-theirs" not in answer.content


@pytest.mark.parametrize(
    ("key", "fault", "state", "said"),
    [
        ("", Faults(), "ok", "Overseerr 1.33.2"),
        ("wrong", Faults(), "down", "does not accept the API key"),
        ("", Faults(garbage=True), "down", "unexpected"),
        ("", Faults(status=502), "down", "502"),
    ],
    ids=["well", "key refused", "something else there", "broken"],
)
async def test_the_probe_says_how_overseerr_does(
    home: House, key: str, fault: Faults, state: str, said: str
) -> None:
    await home.services.save("overseerr", url=home.there.url, secret=key or home.there.api_key)
    home.there.faults = fault
    checks = {"overseerr": home.overseerr.neighbour.check}

    status = await Probes(home.services, LiveEvents(), checks).test("overseerr")

    assert (status.state, said in status.detail) == (state, True)


async def test_a_wrong_key_loses_nothing(home: House, maria: Person, anna: Person) -> None:
    home.catalog.film(348)
    request = (await maria.film(348))["id"]
    key, home.there.api_key = home.there.api_key, "another"
    await anna.do("approve", request)

    await home.work()

    note = (await anna.see(request))["timeline"][-1]["note"]
    assert "enter a new one in the settings" in note
    home.there.api_key = key
    await home.overseerr.outbox.hand_over(UUID(request))
    await home.work()
    assert (await anna.see(request))["state"] == "processing"


async def test_without_overseerr_a_request_stays_approved(
    home: House, maria: Person, anna: Person
) -> None:
    home.catalog.film(348)
    request = (await maria.film(348))["id"]
    await home.services.delete("overseerr")

    await anna.do("approve", request)
    await home.work()
    await home.poll()

    assert (await anna.see(request))["state"] == "approved"
    answer = await anna.client.get("/overseerr/options", params={"mediaType": "movie"})
    assert answer.json()["code"] == "overseerr_not_connected"
