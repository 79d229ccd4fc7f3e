"""Linking an account, through the real doors."""

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx2
import msgspec
import pytest
from tests.catalog.trakt.den import Den, film
from tests.support.doors import Doors
from tests.support.waiting import soon

from medianest.accounts.permissions import Role
from medianest.catalog.trakt.errors import TraktRefusedError
from medianest.catalog.trakt.feature import TraktFeature
from medianest.infra.jobs import RetryLaterError, Worker


@pytest.fixture
def doors(den: Den) -> Doors:
    return Doors([TraktFeature(den.trakt, "/api/v1")])


@pytest.fixture
async def maria(doors: Doors) -> AsyncIterator[httpx2.AsyncClient]:
    async with doors.enter(Role.MEMBER) as client:
        yield client


async def test_typing_the_code_links_the_account_and_reads_it(
    den: Den, doors: Doors, maria: httpx2.AsyncClient
) -> None:
    den.outside.accounts.wish("movie", 1001)
    feature = TraktFeature(den.trakt, "/api/v1")
    den.jobs.declare(feature.kinds)

    async with Worker(den.jobs, feature.kinds, [], events=den.events):
        begun = (await maria.post("/trakt/link")).json()
        den.outside.approve(begun["link"]["userCode"])
        await soon(lambda: doors.people[Role.MEMBER] in den.shelf.lists)

    state = (await maria.get("/trakt")).json()
    assert begun["link"]["verificationUrl"] == "https://trakt.tv/activate"
    assert (state["linked"], state["username"], state["link"]) == (True, "sam", None)
    assert den.shelf.lists[doors.people[Role.MEMBER]] == [film(1001)]


async def test_a_code_is_waited_for_as_slowly_as_trakt_wishes(den: Den) -> None:
    den.outside.interval = 5
    person = await den.person()
    await den.trakt.link(person)

    with pytest.raises(RetryLaterError) as first:
        await den.poll(person)
    with pytest.raises(RetryLaterError) as too_soon:
        await den.poll(person)

    assert (first.value.free, first.value.after) == (True, timedelta(seconds=5))
    assert too_soon.value.after == timedelta(seconds=10)


@pytest.mark.parametrize("end", ["denied", "expired"])
async def test_a_code_of_which_nothing_came_says_why_and_what_to_do(den: Den, end: str) -> None:
    person = await den.person()
    state = await den.trakt.link(person)
    assert state.link is not None
    if end == "denied":
        den.outside.deny(state.link.user_code)
    else:
        den.outside.later(timedelta(minutes=11))

    await den.poll(person)
    ended = await den.trakt.state(person)
    again = await den.trakt.link(person)

    assert (ended.failure_code, ended.link) == (end, None)
    assert "Start again" in (ended.failure or "")
    assert (again.failure, again.link is None) == (None, False)


async def test_tokens_of_a_code_that_was_taken_back_meanwhile_are_given_back(den: Den) -> None:
    person = await den.person()
    state = await den.trakt.link(person)
    assert state.link is not None
    den.outside.approve(state.link.user_code)
    held = threading.Event()
    den.outside.faults.held, den.outside.faults.only = held, "/device/token"

    async with asyncio.TaskGroup() as group:
        group.create_task(den.poll(person))
        await soon(lambda: den.outside.count("/device/token", "POST") == 1)
        await den.trakt.unlink(person)
        held.set()

    assert [token.replaced for token in den.outside.accounts.tokens] == [True]
    assert not (await den.trakt.state(person)).linked


async def test_nobody_sees_the_link_of_somebody_else(
    den: Den, doors: Doors, maria: httpx2.AsyncClient
) -> None:
    await den.link(doors.people[Role.MEMBER])

    async with doors.enter(Role.GUEST) as stranger:
        state = (await stranger.get("/trakt")).json()
        asked = await stranger.post("/trakt/sync")
        changed = await stranger.patch("/trakt", json={"watchlistToRequests": True})

    assert (state["linked"], state["configured"]) == (False, True)
    assert [(answer.status_code, answer.json()["code"]) for answer in (asked, changed)] == [
        (409, "trakt_not_linked")
    ] * 2
    assert (await maria.get("/trakt")).json()["linked"]


async def test_without_a_client_id_nothing_can_be_linked(
    den: Den, maria: httpx2.AsyncClient
) -> None:
    den.configured = False

    refused = await maria.post("/trakt/link")

    assert (refused.status_code, refused.json()["code"]) == (503, "trakt_not_connected")
    assert not (await maria.get("/trakt")).json()["configured"]


async def test_the_probe_tells_a_wrong_client_id_from_a_right_one(den: Den) -> None:
    config = await den.trakt.access.config()
    assert config is not None

    right = await den.trakt.access.check(config)
    wrong = msgspec.structs.replace(config, options={"clientId": "somebody else's"})

    assert right == "answers, and knows the client id"
    with pytest.raises(TraktRefusedError):
        await den.trakt.access.check(wrong)
