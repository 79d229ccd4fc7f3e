"""What happens in Overseerr is known here: by webhook at once, by looking in any case."""

import itertools
import json
from typing import Any
from uuid import UUID

import httpx2
import pytest
from tests.requests.home import Person
from tests.requests.overseerr.house import BASE, House
from tests.standins.overseerr import Faults
from tests.standins.overseerr_state import Request

from medianest.infra.database import execute, fetchval
from medianest.kit.media import TitleKey
from medianest.requests.overseerr.hooking import understood

SECRET = f"{BASE}/webhooks/overseerr/"


async def post(home: House, path: str, body: bytes | object, **headers: str) -> int:
    """What the receiver answers to a stranger."""
    transport = httpx2.ASGITransport(app=home.doors.app(), raise_app_exceptions=False)  # type: ignore[arg-type]  # litestar's own ASGI types
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as stranger:
        headers.setdefault("Content-Type", "application/json")
        return (await stranger.post(path, content=sent, headers=headers)).status_code


async def hears(home: House, *bodies: dict[str, Any]) -> None:
    """The webhook brings these, in this order."""
    secret = home.overseerr.hooking.hooks.secret("overseerr")
    for body in bodies:
        assert await post(home, SECRET + secret, body) == 202
        await home.work()


async def handed_over(home: House, maria: Person, anna: Person) -> tuple[str, Request]:
    home.catalog.film(348, "Alien")
    request = await maria.film(348)
    await anna.do("approve", request["id"])
    await home.work()
    [there] = home.there.requests
    return request["id"], there


async def test_the_webhook_in_any_order_and_repeated_moves_each_step_once(
    home: House, maria: Person, anna: Person
) -> None:
    await home.member(maria.id)
    home.plex.is_connected = False
    there = home.there.ask(home.there.memory.users[2], "movie", 348)
    home.catalog.film(348, "Alien")
    await hears(home, *home.there.hook.made)
    [request] = (await maria.list())["items"]
    assert (request["state"], request["mine"]) == ("pending", True)

    home.there.approve(there)
    await hears(home, *home.there.hook.made)
    home.there.arrive(there)
    await hears(home, *reversed(home.there.hook.made), *home.there.hook.made)

    seen = await maria.see(request["id"])
    states = [step["state"] for step in seen["timeline"]]
    assert states == ["pending", "approved", "processing", "available"]
    assert await home.told(maria.id) == ["request.approved", "request.available"]
    assert await home.told(anna.id) == ["request.created"]


async def test_news_that_come_before_the_answer_are_of_the_same_request(
    home: House, maria: Person, anna: Person
) -> None:
    # Nobody knows Maria there, so it is asked for in the name of the owner, who is known here.
    home.there.memory.users[1].email = await home.email(anna.id)
    home.catalog.film(348, "Alien")
    request = (await maria.film(348))["id"]
    await anna.do("approve", request)
    home.there.faults = Faults(lose_answer=True, only="POST", times=1)
    await home.work()

    await hears(home, *home.there.hook.made)
    await home.overseerr.outbox.hand_over(UUID(request))
    await home.work()

    [link], [there] = await home.linked(), home.there.requests
    assert (link["overseerr_id"], link["ours"]) == (there.id, True)
    [seen] = (await anna.list())["items"]
    assert seen["followers"] == 0
    assert (seen["state"], seen["fulfilledBy"]) == ("processing", "overseerr")
    assert seen["overseerrUrl"] == "https://ask.example.org/movie/348"


async def test_what_a_person_takes_care_of_is_not_declined_from_there(
    home: House, maria: Person, anna: Person
) -> None:
    request, there = await handed_over(home, maria, anna)
    await execute("UPDATE media_requests SET fulfilled_by = 'person'")

    home.there.decline(there)
    await hears(home, home.there.hook.made[-1])

    assert (await anna.see(request))["state"] == "processing"


async def test_whether_it_can_be_watched_plex_says(
    home: House, maria: Person, anna: Person
) -> None:
    request, there = await handed_over(home, maria, anna)

    home.there.arrive(there)
    await hears(home, home.there.hook.made[-1])

    assert (await anna.see(request))["state"] == "processing"
    assert home.looked_for == [TitleKey("movie", 348)]
    await home.requests.reconcile([home.plex.film(348)])
    await hears(home, *home.there.hook.made)
    assert (await anna.see(request))["state"] == "available"
    assert (await home.told(maria.id)).count("request.available") == 1


async def test_news_that_were_overtaken_move_nothing(
    home: House, maria: Person, anna: Person
) -> None:
    request, there = await handed_over(home, maria, anna)
    async with home.overseerr.neighbour.call() as api:
        stale = await api.request(there.id)
    home.there.fail(there)
    await hears(home, home.there.hook.made[-1])

    # Read before it failed, taken in after that.
    await home.overseerr.following.seeing.see(stale)

    seen = await anna.see(request)
    assert (seen["state"], "log" in seen["reason"]) == ("failed", True)
    assert (await home.told(maria.id)).count("request.failed") == 1


async def test_lost_webhooks_are_made_up_for(home: House, maria: Person, anna: Person) -> None:
    request, there = await handed_over(home, maria, anna)
    await home.poll()

    home.there.decline(there)
    await home.poll()

    seen = await anna.see(request)
    assert (seen["state"], seen["reason"]) == ("declined", "Declined in Overseerr.")
    assert (await home.told(maria.id)).count("request.declined") == 1
    assert home.there.count("POST", f"/request/{there.id}/decline") == 0


async def test_what_arrived_unheard_is_found(home: House, maria: Person, anna: Person) -> None:
    request, there = await handed_over(home, maria, anna)
    home.plex.is_connected = False
    await home.poll()

    # The request's own time stays as it was: only its title has changed.
    home.there.arrive(there)
    await home.poll()

    seen = await anna.see(request)
    assert seen["state"] == "available"
    assert "no Plex" in seen["timeline"][-1]["note"]


async def test_what_was_removed_there_fails_here_and_can_be_retried(
    home: House, maria: Person, anna: Person
) -> None:
    request, there = await handed_over(home, maria, anna)
    del home.there.memory.requests[there.id]
    home.there.memory.media.clear()

    await home.poll()

    seen = await anna.see(request)
    assert (seen["state"], seen["reason"]) == ("failed", "It was removed in Overseerr.")
    await anna.do("retry", request)
    await home.work()
    assert (await anna.see(request))["state"] == "processing"
    assert len(home.there.requests) == 1


async def test_another_overseerr_at_the_same_address_is_noticed(
    home: House, maria: Person, anna: Person
) -> None:
    request, there = await handed_over(home, maria, anna)
    owner = home.there.memory.users[1]
    del home.there.memory.requests[there.id]
    home.there.memory.numbers = itertools.count(there.id)
    home.there.memory.media.clear()
    home.there.memory.medium("movie", 11)
    home.there.memory.numbers = itertools.count(there.id)
    other = home.there.ask(owner, "movie", 11)
    assert other.id == there.id

    await home.poll()

    assert (await anna.see(request))["state"] == "failed"


async def test_a_request_of_nobody_here_is_left_alone(home: House, maria: Person) -> None:
    home.there.ask(home.there.add_user("stranger@example.org"), "movie", 348)

    await hears(home, *home.there.hook.made)

    assert (await maria.list())["total"] == 0
    assert await home.linked() == []


async def test_an_age_limit_holds_for_what_is_asked_for_there_too(
    home: House, anna: Person
) -> None:
    home.catalog.film(348, "Alien", min_age=16)
    home.catalog.film(2, "Bambi", min_age=0)
    async with home.person(age_limit=12) as child:
        there = await home.member(child.id)

        home.there.ask(there, "movie", 348)
        home.there.ask(there, "movie", 2)
        await hears(home, *home.there.hook.made)

        assert [one["tmdbId"] for one in (await child.list())["items"]] == [2]


async def test_only_who_knows_the_secret_is_heard(home: House) -> None:
    secret = home.overseerr.hooking.hooks.secret("overseerr")
    body = {"notification_type": "MEDIA_APPROVED", "request": {"request_id": "4"}}

    assert await post(home, SECRET + "0" * 40, body) == 404
    assert await post(home, SECRET[:-1], body) == 404
    assert await post(home, SECRET[:-1], body, Authorization="wrong") == 404
    assert await post(home, SECRET[:-1], body, Authorization=secret) == 202
    assert await post(home, SECRET + secret, b"x" * 100_000) == 413
    assert await fetchval("SELECT count(*) FROM jobs WHERE kind LIKE 'requests.%'") == 1


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ({"notification_type": "MEDIA_FAILED", "request": {"request_id": "4"}}, 4),
        ({"request_id": 4, "media": None}, 4),
        ({"request": {"request_id": ""}, "notification_type": None}, None),
        ({"request": "{{request}}", "notification_type": "MEDIA_AVAILABLE"}, None),
        ({"request": {"request_id": "9" * 30}}, None),
        ({"request": {"request_id": "-1"}}, None),
        ({"text": "Alien is there"}, None),
        (b"<html>", None),
        (b"\xff\xfe", None),
        (b"[" * 30_000, None),
    ],
)
def test_of_whatever_a_template_makes_only_the_number_counts(body: Any, number: int | None) -> None:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()

    assert understood(sent).number == number
    assert not understood(sent).idle


async def test_what_cannot_be_understood_leads_to_a_look_at_everything(home: House) -> None:
    secret = home.overseerr.hooking.hooks.secret("overseerr")

    for kind in ("TEST_NOTIFICATION", "ISSUE_CREATED"):
        body = {"notification_type": kind, "request": {"request_id": "4"}}
        assert await post(home, SECRET + secret, body) == 202
    assert await fetchval("SELECT count(*) FROM jobs WHERE kind LIKE 'requests.%'") == 0
    assert await post(home, SECRET + secret, b"Alien is there") == 202
    assert await post(home, SECRET + secret, b"Alien is there") == 202
    assert await fetchval("SELECT string_agg(kind, ' ') FROM jobs") == "requests.overseerr_poll"


async def test_a_season_counts_for_itself(home: House, maria: Person, anna: Person) -> None:
    home.plex.is_connected = False
    home.catalog.show(7, 2, 2)
    request = (await maria.show(7))["id"]
    await anna.do("approve", request)
    await home.work()
    [there] = home.there.requests

    home.there.arrive(there, [1])
    await hears(home, home.there.hook.made[-1])

    assert (await anna.see(request))["state"] == "partially_available"
    home.there.arrive(there)
    await hears(home, home.there.hook.made[-1])
    assert (await anna.see(request))["state"] == "available"


async def test_the_webhook_is_installed_unless_somebody_has_it(home: House, anna: Person) -> None:
    hook = home.there.hook
    hook.enabled, hook.types, hook.url = True, 8190, "http://elsewhere.example.org/x"

    taken = await anna.client.post("/overseerr/webhook", json={})
    installed = await anna.client.post(
        "/overseerr/webhook", json={"replace": True, "url": "http://medianest.home:8766"}
    )

    assert (taken.status_code, taken.json()["code"]) == (409, "webhook_taken")
    secret = home.overseerr.hooking.hooks.secret("overseerr")
    assert hook.url == f"http://medianest.home:8766{SECRET}{secret}"
    shown = (await anna.client.get("/overseerr/webhook")).json()
    assert shown == installed.json() == {"url": hook.url, "installed": True}
    again = await anna.client.post("/overseerr/webhook", json={"url": hook.url})
    assert again.json() == shown
    hook.url = ""
    home.there.ask(home.there.add_user("x@example.org"), "movie", 5)
    body = hook.made[-1]
    assert (body["request"]["request_id"], body["media"]["tmdbId"]) == ("2", "5")
