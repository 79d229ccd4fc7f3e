"""Approved requests reach Overseerr once, whatever goes wrong on the way."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.requests.home import Person
from tests.requests.overseerr.house import House
from tests.standins.overseerr import Faults
from tests.standins.overseerr_state import APPROVED

from medianest.infra.database import fetchval
from medianest.infra.outside import OutsideDownError
from medianest.kit.media import TitleKey
from medianest.requests.overseerr.work import Order


async def approved(home: House, maria: Person, anna: Person, **more: Any) -> str:
    """A film that Maria asked for and Anna approved; nothing has been handed over yet."""
    home.catalog.film(348, "Alien")
    request = await maria.film(348, **more)
    assert (await anna.do("approve", request["id"])).status_code == 200
    return str(request["id"])


def asked(home: House) -> list[dict[str, Any]]:
    return [
        json.loads(a.body) for a in home.there.asked if (a.method, a.path) == ("POST", "/request")
    ]


async def test_a_film_is_asked_for_in_the_name_of_who_wants_it(
    home: House, maria: Person, anna: Person
) -> None:
    there = await home.member(maria.id)
    home.catalog.film(348, "Alien")
    request = (await maria.film(348))["id"]
    options = {"profileId": 5, "rootFolder": "/films", "tags": [1]}

    await anna.do("approve", request, options=options)
    await home.work()

    assert asked(home) == [
        {"mediaType": "movie", "mediaId": 348, "is4k": False, "userId": there.id, **options}
    ]
    seen = await anna.see(request)
    assert (seen["state"], seen["fulfilledBy"]) == ("processing", "overseerr")
    assert seen["overseerrUrl"] == "https://ask.example.org/movie/348"
    states = [step["state"] for step in seen["timeline"]]
    assert states == ["pending", "approved", "submitted", "processing"]


async def test_single_episodes_are_asked_for_as_their_seasons(
    home: House, maria: Person, anna: Person
) -> None:
    home.catalog.show(7, 2, 3, 4)
    episodes = [{"season": 3, "episode": 1}]
    request = await maria.show(7, seasons=[1], episodes=episodes, is4k=True)

    await anna.do("approve", request["id"])
    await home.work()

    [wish] = asked(home)
    assert (wish["seasons"], wish["is4k"]) == ([1, 3], True)


async def test_what_overseerr_has_already_is_linked_and_approved_there(
    home: House, maria: Person, anna: Person
) -> None:
    other = home.there.ask(home.there.add_user("x@example.org"), "movie", 348)
    request = await approved(home, maria, anna)
    home.there.faults = Faults(status=503, only="/approve", times=1)

    await home.work()
    await home.overseerr.outbox.hand_over(UUID(request))
    await home.work()

    assert other.status == APPROVED
    assert [link["overseerr_id"] for link in await home.linked()] == [other.id]
    assert (await anna.see(request))["state"] == "processing"
    # It is somebody else's there, so it stays when ours is taken back.
    await anna.do("cancel", request)
    await home.work()
    assert home.there.count("DELETE", f"/request/{other.id}") == 0


async def test_seasons_that_others_asked_for_there_are_linked_beside_ours(
    home: House, maria: Person, anna: Person
) -> None:
    home.catalog.show(7, 2, 2, 2)
    other = home.there.ask(home.there.add_user("x@example.org"), "tv", 7, seasons=[1])
    request = await maria.show(7)

    await anna.do("approve", request["id"])
    await home.work()

    links = {link["overseerr_id"]: link["seasons"] for link in await home.linked()}
    ours = next(one.id for one in home.there.requests if one.id != other.id)
    assert links == {ours: [2, 3], other.id: [1]}
    # Asked for once more, nothing is left (202), and that is no failure either.
    again = await maria.show(7, seasons=[1], is4k=True)
    home.there.memory.media["tv", 7].seasons[1] = [1, 5]
    await anna.do("approve", again["id"])
    await home.work()
    assert (await anna.see(again["id"]))["state"] == "processing"


@pytest.mark.parametrize(
    ("broken", "said"),
    [({"movie_limit": 0}, "Movie Quota exceeded."), ({"permissions": 0}, "permission to make")],
    ids=["quota", "permission"],
)
async def test_a_refusal_fails_with_its_reason_and_can_be_retried(
    home: House, maria: Person, anna: Person, broken: dict[str, int], said: str
) -> None:
    there = await home.member(maria.id, **broken)
    request = await approved(home, maria, anna)

    await home.work()

    seen = await anna.see(request)
    assert (seen["state"], said in seen["reason"]) == ("failed", True)
    assert (await home.told(maria.id)).count("request.failed") == 1
    there.movie_limit, there.permissions = None, 32
    await anna.do("retry", request)
    await home.work()
    assert (await anna.see(request))["state"] == "processing"


@pytest.mark.parametrize(
    ("fault", "posts"),
    [
        (Faults(status=503), 1),
        (Faults(slow=1, only="/user"), 1),
        (Faults(cut_off=True, only="POST"), 2),
        (Faults(garbage=True), 1),
        (Faults(lose_answer=True, only="POST"), 1),
    ],
    ids=["away", "slow", "cut off", "garbage", "answer lost"],
)
async def test_it_waits_for_overseerr_and_asks_once(
    home: House, maria: Person, anna: Person, fault: Faults, posts: int
) -> None:
    request = await approved(home, maria, anna)
    home.there.faults = fault
    if fault.slow:
        home.outside.timeout = timedelta(seconds=fault.slow / 4)

    await home.work()
    await home.work()

    home.outside.timeout = timedelta(seconds=10)
    seen = await anna.see(request)
    assert seen["state"] == "approved"
    assert [step["note"].endswith("It is tried again.") for step in seen["timeline"]][-1]
    assert [(one.free, one.after is not None) for one in home.later] == [(True, True)]
    home.there.faults = Faults()
    await home.overseerr.outbox.hand_over(UUID(request))
    await home.work()
    assert (await anna.see(request))["state"] == "processing"
    assert len(home.there.requests) == 1
    # Where it had been asked for, it was found; the other times nobody had heard the question.
    assert len(asked(home)) == posts
    assert len((await anna.see(request))["timeline"]) == 5


async def test_a_breaker_that_refuses_calls_loses_nothing(
    home: House, maria: Person, anna: Person
) -> None:
    request = await approved(home, maria, anna)
    home.there.stop()
    for _ in range(50):
        with pytest.raises(Exception, match="overseerr"):
            async with home.outside.call("test"):
                raise ConnectionRefusedError("overseerr")

    await home.work()

    assert isinstance(home.later[0].__cause__, OutsideDownError)
    assert (await anna.see(request))["state"] == "approved"
    # The job is gone with this worker, say: the poll finds what was never asked for.
    home.there.start()
    home.outside.reset()
    await home.age(timedelta(minutes=2))
    await home.poll()
    assert (await anna.see(request))["state"] == "processing"


async def test_an_inner_error_is_tried_a_few_times_and_then_told(
    home: House, maria: Person, anna: Person
) -> None:
    request = await approved(home, maria, anna)
    home.there.tmdb_works = False

    await home.work()

    assert home.later[0].free is False
    kind = home.kinds["requests.hand_over"]
    assert kind.on_dead is not None
    await kind.on_dead(Order(UUID(request)), home.later[0].reason)
    assert (await anna.see(request))["state"] == "failed"
    assert await fetchval("SELECT count(*) FROM overseerr_links") == 0


async def test_what_failed_there_is_retried_there(home: House, maria: Person, anna: Person) -> None:
    home.there.radarr_works = False
    request = await approved(home, maria, anna)
    await home.work()
    assert (await anna.see(request))["state"] == "failed"
    home.there.radarr_works = True

    await anna.do("retry", request)
    await home.work()

    [there] = home.there.requests
    assert home.there.count("POST", f"/request/{there.id}/retry") == 1
    assert (await anna.see(request))["state"] == "processing"


async def test_a_season_that_is_refused_later_stays_refused(
    home: House, maria: Person, anna: Person
) -> None:
    await home.member(maria.id, tv_limit=1)
    home.catalog.show(7, 2)
    request = (await maria.show(7, seasons=[1], futureSeasons=True))["id"]
    await anna.do("approve", request)
    await home.work()
    assert (await anna.see(request))["state"] == "processing"
    home.catalog.show(7, 2, 2)

    await home.requests.reconcile([TitleKey("tv", 7)])
    await home.work()
    await home.poll()

    # The first season is still on its way; that does not make up for the second.
    seen = await anna.see(request)
    assert (seen["state"], "Quota exceeded" in seen["reason"]) == ("failed", True)
    assert [wish["seasons"] for wish in asked(home)] == [[1], [2]]


@pytest.mark.parametrize(
    ("action", "method", "path"),
    [("cancel", "DELETE", ""), ("decline", "POST", "/decline")],
    ids=["cancelled", "declined"],
)
async def test_what_is_taken_back_here_is_taken_back_there(
    home: House, maria: Person, anna: Person, action: str, method: str, path: str
) -> None:
    request = await approved(home, maria, anna)
    await home.work()
    [there] = home.there.requests
    await anna.do(action, request)
    home.there.faults = Faults(status=503, times=1)

    await home.work()
    await home.age(timedelta(minutes=2))
    await home.poll()

    # It was away the first time; nothing is left that could be taken for something new.
    assert len(home.later) == 1
    assert home.there.count(method, f"/request/{there.id}{path}") == 2
    await home.poll()
    assert (len(await home.linked()), (await maria.list())["total"]) == (0, 1)


async def test_a_deleted_request_is_taken_back_there(
    home: House, maria: Person, anna: Person
) -> None:
    await home.member(maria.id)
    request = await approved(home, maria, anna)
    await home.work()
    await anna.client.delete(f"/media/requests/{request}")

    await home.age(timedelta(minutes=2))
    await home.poll()

    assert home.there.requests == []
    assert (await maria.list())["total"] == 0


async def test_what_was_asked_for_while_it_was_taken_back_is_recalled(
    home: House, maria: Person, anna: Person
) -> None:
    request = await approved(home, maria, anna)
    home.there.faults = Faults(lose_answer=True, only="POST")
    await home.work()
    assert len(home.there.requests) == 1
    home.there.faults = Faults()

    await anna.do("decline", request)
    await home.overseerr.outbox.hand_over(UUID(request))
    await home.work()

    assert home.there.requests == []
    assert await home.linked() == []
