"""Split over 2 web and 2 worker containers behind nginx: whoever answers, the answer is right."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx2
import pytest
from tests.image.apart import ROOT, Apart, Part, running_apart
from tests.image.boxed import docker
from tests.image.neighbours import PLEX, SITE
from tests.image.visitors import Visitors, answers_in, kept_lists
from tests.standins.plex import TOKEN
from tests.support.main_job import connect_plex, ended, frames_until_notified, submit, watch
from tests.support.people import PASSWORD, add_person, email_of, signed_in
from tests.support.waiting import until
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

KNOCK = ROOT / "tests/image/split/knock.py"
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def apart(image: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Apart]:
    with running_apart(image, tmp_path_factory.mktemp("apart")) as running:
        token = running.set_up()["tokens"]["accessToken"]
        with running.client(token) as owner:
            connect_plex(owner, f"http://neighbours:{PLEX}", TOKEN, local="/media")
        yield running


@pytest.fixture
def owner(apart: Apart) -> Iterator[httpx2.Client]:
    with apart.owner() as client:
        yield client


@pytest.fixture
def webs(apart: Apart) -> tuple[Part, Part]:
    one, other = apart.parts("web")
    return one, other


def bearer(client: httpx2.Client) -> str:
    return str(client.headers["authorization"]).removeprefix("Bearer ")


def closed_with(socket: ClientConnection) -> int | None:
    with suppress(ConnectionClosed):
        while True:
            socket.recv(timeout=20)
    return socket.close_code


def test_who_signs_out_at_one_is_signed_out_at_the_other_sockets_too(
    apart: Apart, owner: httpx2.Client, webs: tuple[Part, Part]
) -> None:
    one, other = webs
    add_person(owner, "Signe")
    with (
        signed_in(one, "Signe") as here,
        other.client(bearer(here)) as there,
        watch(other, bearer(here)) as socket,
    ):
        before = there.get("/auth/session").status_code
        here.post("/auth/logout").raise_for_status()
        code = closed_with(socket)
        after = there.get("/auth/session").status_code

    assert (before, code, after) == (200, 4401, 401)


def test_wrong_passwords_are_counted_together(
    owner: httpx2.Client, webs: tuple[Part, Part]
) -> None:
    add_person(owner, "Guess")
    wrong = {"email": email_of("Guess"), "password": "not this one either"}
    answers = []
    for number in range(11):
        with webs[number % 2].client() as stranger:
            answers.append(stranger.post("/auth/login", json=wrong).status_code)

    assert answers == [401] * 10 + [429]


def test_what_is_changed_at_one_is_heard_at_the_other_and_resumed_there(
    owner: httpx2.Client, webs: tuple[Part, Part]
) -> None:
    one, other = webs
    with watch(one, bearer(owner)) as socket:
        hello = json.loads(socket.recv(timeout=20))
    with one.client(bearer(owner)) as client:
        missed = submit(client, video(900))
    with watch(other, bearer(owner)) as socket:
        json.loads(socket.recv(timeout=20))
        socket.send(json.dumps({"type": "resume", "lastId": hello["data"]["lastId"]}))
        resumed = next_about(socket, missed)
        with one.client(bearer(owner)) as client:
            client.post(f"/youtube/downloads/{missed}/cancel")
            now = submit(client, video(901))
        heard = next_about(socket, now)

    assert resumed["type"].startswith("download.")
    assert heard["type"].startswith("download.")


def next_about(socket: ClientConnection, download: str) -> dict[str, Any]:
    while True:
        text = str(socket.recv(timeout=30))
        if download in text:
            frame: dict[str, Any] = json.loads(text)
            return frame


def video(number: int, size: str = "small") -> str:
    return f"http://neighbours:{SITE}/{size}/{size}-{number}.mp4"


def test_a_killed_worker_loses_nothing_and_everybody_is_told_once(
    apart: Apart, owner: httpx2.Client
) -> None:
    workers = apart.parts("worker")
    with watch_through(apart, owner) as socket:
        download = submit(owner, video(910, "large"))
        busy = until(
            lambda: [one for one in workers if one.fetches()], what="a worker that fetches"
        )[0]
        until(lambda: state(owner, download) == "downloading", what="downloading")
        docker("kill", busy.container)
        done = ended(owner, download)
        frames = frames_until_notified(socket)
        docker("start", busy.container)
    told = [one for one in inbox(owner) if one["link"].endswith(download)]
    kinds = [frame["type"] for frame in frames]

    assert done["state"] == "available", done
    assert kinds.count("notification") == 1
    assert len(told) == 1, told
    whole = apart.parts("worker")[0]
    assert docker("exec", whole.container, "ffprobe", "-v", "error", done["file"]["path"]) == ""


def state(client: httpx2.Client, download: str) -> str:
    return str(client.get(f"/youtube/downloads/{download}").json()["state"])


def inbox(client: httpx2.Client) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get("/notifications", params={"limit": 100}).json()[
        "items"
    ]
    return items


def watch_through(apart: Apart, client: httpx2.Client) -> ClientConnection:
    """A live connection through the proxy: TLS, and an upgrade that it has to pass on."""
    headers = {"Authorization": f"Bearer {bearer(client)}"}
    address = apart.base_url.replace("https", "wss") + "/api/v1/events"
    return connect(address, additional_headers=headers, ssl=apart.trust)


def test_a_web_container_killed_under_load_is_not_missed(
    apart: Apart, owner: httpx2.Client
) -> None:
    visitors = Visitors(apart, bearer(owner))
    victim = apart.parts("web")[0]
    with visitors.going_on():
        until(lambda: len(visitors.seen) > 50, what="visits")
        docker("kill", victim.container)
        seen = len(visitors.seen)
        until(lambda: len(visitors.seen) > seen + 100, what="visits after the kill")
        docker("start", victim.container)
        victim.wait_ready()

    assert visitors.lost == []
    assert set(visitors.seen) == {200}
    assert set(visitors.accepted) <= kept_lists(owner)


def test_nobody_notices_when_one_after_the_other_is_started_anew(
    apart: Apart, owner: httpx2.Client
) -> None:
    visitors = Visitors(apart, bearer(owner))
    download = submit(owner, video(920, "large"))
    with visitors.going_on():
        for part in [*apart.parts("web"), *apart.parts("worker")]:
            docker("restart", part.container)
            part.wait_ready()
    done = ended(owner, download)

    assert visitors.lost == []
    assert set(visitors.seen) == {200}
    assert set(visitors.accepted) <= kept_lists(owner)
    assert done["state"] == "available"


def test_only_the_proxy_is_believed_about_who_calls(
    apart: Apart, owner: httpx2.Client, webs: tuple[Part, Part]
) -> None:
    add_person(owner, "Rolf")
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    known = {"email": email_of("Rolf"), "password": PASSWORD}
    with webs[0].client() as beside:
        beside.post("/auth/login", json=known, headers=forged).raise_for_status()
    with apart.client() as through:
        through.post("/auth/login", json=known, headers=forged).raise_for_status()
    entries = owner.get("/admin/audit", params={"action": "login.succeeded"}).json()["items"]
    latest = [entry["address"] for entry in entries[:2]]

    # Both came from this machine: the engine's end of the network.
    assert latest == [webs[0].address.rpartition(".")[0] + ".1"] * 2


def test_whoever_comes_through_the_proxy_is_limited_by_their_own_address(
    apart: Apart, owner: httpx2.Client
) -> None:
    inside = apart.parts("worker")[0].container
    docker("network", "connect", f"{apart.project}_front", inside)
    try:
        answers = docker("exec", inside, "python3", "-c", KNOCK.read_text()).split()
        with apart.client() as from_here:
            wrong = {"email": "nobody@example.org", "password": "guessed by somebody"}
            here = from_here.post("/auth/login", json=wrong).status_code
    finally:
        docker("network", "disconnect", f"{apart.project}_front", inside)

    assert answers == ["401"] * 10 + ["429"]
    assert here == 401


def test_events_pass_the_proxy_as_they_happen_and_large_things_whole(
    apart: Apart, owner: httpx2.Client
) -> None:
    with owner.stream("GET", "/events/stream") as stream:
        lines = stream.iter_lines()
        opening = next(lines)
        download = submit(owner, video(930))
        heard = next(line for line in lines if download in line)
    large = owner.post("/media/lists", json={"title": "x" * 3_000_000})
    plain = httpx2.get(f"http://localhost:{apart.http_port}/discover", follow_redirects=False)

    assert opening == "retry: 3000"
    assert heard.startswith("data: ")
    # Refused by the appliance, in its own words, not by the proxy.
    assert (large.status_code, large.json()["code"]) == (413, "too_large")
    assert plain.headers["location"].startswith("https://localhost")


def test_cookies_are_for_tls_alone(apart: Apart, owner: httpx2.Client) -> None:
    add_person(owner, "Tilda")
    with apart.client() as browser:
        known = {"email": email_of("Tilda"), "password": PASSWORD}
        origin = {"Origin": apart.base_url}
        answer = browser.post("/auth/login", json=known, headers=origin)

    assert answer.status_code == 200
    cookies = answer.headers.get_list("set-cookie")
    assert cookies
    assert all("secure" in cookie.lower() for cookie in cookies)


def test_a_second_web_container_takes_its_share(
    apart: Apart, owner: httpx2.Client, webs: tuple[Part, Part]
) -> None:
    docker("stop", webs[1].container)
    alone = answers_in(10, Visitors(apart, bearer(owner)))
    docker("start", webs[1].container)
    webs[1].wait_ready()
    before = [part.answered() for part in webs]
    both = answers_in(10, Visitors(apart, bearer(owner)))
    shares = [part.answered() - count for part, count in zip(webs, before, strict=True)]

    print(f"\nanswers with two web containers to those with one: {both / alone:.2f}, {shares=}")
    assert min(shares) > sum(shares) / 4
