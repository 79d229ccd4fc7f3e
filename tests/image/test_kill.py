"""Killed twenty times while people write: whatever was acknowledged is there afterwards."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import sleep
from typing import Any

import httpx2
import pytest
from tests.image.boxed import Boxed
from tests.image.street import SETTINGS, WITH_TMDB, Street, furnish, opened_street
from tests.image.writers import Load, load_on
from tests.support.main_job import ended
from tests.support.people import add_person, signed_in
from tests.support.waiting import until

ROUNDS = int(os.environ.get("MEDIANEST_KILL_ROUNDS", "20"))
FETCHED = {"probing", "downloading", "processing"}
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]


def test_twenty_kills_under_load_lose_nothing_that_was_acknowledged(
    image: str, tmp_path: Path
) -> None:
    appliance = Boxed("matrix-kill", image, environment={**SETTINGS, **WITH_TMDB})
    recoveries: list[float] = []

    with opened_street(appliance, tmp_path) as street:
        appliance.run().wait_ready()
        token = appliance.set_up()["tokens"]["accessToken"]
        load = load_on(appliance, street, _tokens(appliance, token))
        large = [_fetch_something_large(appliance, token, street, 1)]
        with load.going_on():
            for number in range(1, ROUNDS + 1):
                _wait_until_fetched(appliance, token)
                # Another moment of the way each time, up to two seconds on.
                sleep(number * 7 % 20 / 10)
                appliance.kill()
                appliance.start()
                recoveries.append(appliance.wait_ready())
                print(f"round {number}: ready after {recoveries[-1]:.1f} s", flush=True)
                large.append(_fetch_something_large(appliance, token, street, number + 1))
        _report(recoveries, load, large)

        with appliance.owner() as owner:
            _all_is_there(owner, load, large)


def _tokens(appliance: Boxed, owner_token: str) -> list[str]:
    """The owner and a friend, whose wishes nobody limits."""
    with appliance.client(owner_token) as owner:
        furnish(owner)
        add_person(owner, "Anna", "admin")
    with signed_in(appliance, "Anna") as anna:
        return [owner_token, str(anna.headers["Authorization"]).removeprefix("Bearer ")]


def _fetch_something_large(appliance: Boxed, token: str, street: Street, number: int) -> str:
    """Hand in a slow link; done anew if the answer does not come, and known by its address."""
    with appliance.client(token) as client:
        answer = client.post("/youtube/downloads", json={"url": street.video(number, size="large")})
    body = answer.json()
    return str(body.get("id") or body["existingId"])


def _wait_until_fetched(appliance: Boxed, token: str) -> None:
    """The kill is to meet a download in the middle of its way."""
    with appliance.client(token) as client:
        until(lambda: FETCHED & set(_states(client).values()), what="a download", within=120)


def _report(recoveries: list[float], load: Load, large: list[str]) -> None:
    print("\nseconds from start to ready after each kill:", *(f"{one:.1f}" for one in recoveries))
    print(f"median {median(recoveries):.1f} s, longest {max(recoveries):.1f} s")
    links, wishes, lists = (
        sum(len(one.kept) for one in kind) for kind in (load.links, load.wishes, load.lists)
    )
    unanswered = sum(one.unanswered for one in load.everyone)
    print(f"acknowledged: {links} links, {wishes} wishes, {lists} lists, {len(large)} large links")
    print(f"broken off: {unanswered}")


def _all_is_there(owner: httpx2.Client, load: Load, large: list[str]) -> None:
    handed_in = {key for one in load.links for key in one.kept} | set(large)
    wished = {key for one in load.wishes for key in one.kept}
    listed = {key for one in load.lists for key in one.kept}
    # Each must have come to something, or the figures say nothing.
    assert min(len(handed_in), len(wished), len(listed)) >= ROUNDS

    lists = {one["slug"] for one in owner.get("/media/lists").json()["items"]}
    assert listed - lists == set()
    assert wished - {one["id"] for one in _pages(owner, "/media/requests")} == set()
    states = until(lambda: _ended(owner), what=lambda: _states(owner), within=900)
    assert handed_in - set(states) == set()
    told = Counter(one["link"] for one in _pages(owner, "/notifications"))
    assert {told[f"/downloads/{key}"] for key in _own(owner)} == {1}
    _try_again(owner, [key for key in handed_in if states[key] == "failed"])


def _try_again(owner: httpx2.Client, parked: list[str]) -> None:
    """What several kills in a row have met is parked, lest it is what kills: a person decides."""
    print(f"parked after one kill too many: {len(parked)}")
    for key in parked:
        known = owner.get(f"/youtube/downloads/{key}").json()
        assert known["failure"]["class"] == "crashed", known
        owner.post(f"/youtube/downloads/{key}/retry").raise_for_status()
    assert {ended(owner, key)["state"] for key in parked} <= {"available"}


def _ended(owner: httpx2.Client) -> dict[str, str]:
    states = _states(owner)
    return states if set(states.values()) <= {"available", "failed"} else {}


def _states(owner: httpx2.Client) -> dict[str, str]:
    return {one["id"]: one["state"] for one in _pages(owner, "/youtube/downloads")}


def _own(owner: httpx2.Client) -> list[str]:
    """Those of the owner, who is told of them."""
    return [one["id"] for one in _pages(owner, "/youtube/downloads") if one["mine"]]


def _pages(client: httpx2.Client, path: str) -> Iterator[dict[str, Any]]:
    """Everything, page by page."""
    cursor: dict[str, str] = {}
    while True:
        page = client.get(path, params={"limit": 100, **cursor}).json()
        yield from page["items"]
        if not page["nextCursor"]:
            return
        cursor = {"cursor": page["nextCursor"]}
