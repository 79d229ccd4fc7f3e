"""Twenty people submit the same link at the same moment."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from typing import Any

import httpx2
import pytest
from tests.standins.media_site import MediaSite, Videos
from tests.support.appliance import Appliance
from tests.support.people import add_person, signed_in
from tests.support.waiting import until

CROWD = 20


@pytest.fixture
def crowd(appliance: Appliance) -> Iterator[list[httpx2.Client]]:
    token = appliance.set_up()["tokens"]["accessToken"]
    names = [f"Person{number}" for number in range(1, CROWD)]
    with ExitStack() as stack:
        owner = stack.enter_context(appliance.client(token))
        for name in names:
            add_person(owner, name)
        others = [stack.enter_context(signed_in(appliance, name)) for name in names]
        yield [owner, *others]


def test_twenty_people_with_one_link_are_one_download_and_all_are_told_once(
    crowd: list[httpx2.Client], site: MediaSite, videos: Videos
) -> None:
    video = site.put("/a.mp4", videos.mp4.read_bytes())
    video.drip_after = len(video.content) - 100

    answers = at_once(crowd, {"url": site.url("/a.mp4")})
    video.drip_after = None
    [download] = {answer.get("id") or answer["existingId"] for _, answer in answers}
    inboxes = [until(partial(inbox, client), what="a notice") for client in crowd]

    assert Counter(status for status, _ in answers) == {201: 1, 409: CROWD - 1}
    assert {answer["code"] for status, answer in answers if status == 409} == {"already_added"}
    assert [len(told) for told in inboxes] == [1] * CROWD
    assert {told[0]["link"] for told in inboxes} == {f"/downloads/{download}"}
    assert crowd[0].get("/youtube/downloads").json()["total"] == 1
    assert [seen(client, download) for client in crowd] == ["available"] * CROWD


def at_once(crowd: list[httpx2.Client], body: dict[str, str]) -> list[tuple[int, dict[str, Any]]]:
    start = threading.Barrier(len(crowd))

    def submit(client: httpx2.Client) -> tuple[int, dict[str, Any]]:
        start.wait()
        answer = client.post("/youtube/downloads", json=body)
        return answer.status_code, answer.json()

    with ThreadPoolExecutor(len(crowd)) as pool:
        return list(pool.map(submit, crowd))


def inbox(client: httpx2.Client) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = client.get("/notifications").json()["items"]
    return told


def seen(client: httpx2.Client, download: str) -> str:
    state: str = client.get(f"/youtube/downloads/{download}").json()["state"]
    return state
