"""What owners automate: the appliance driven over HTTP alone."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.standins.media_site import MediaSite, Videos
from tests.standins.plex import PlexStandIn
from tests.support.appliance import Appliance

pytestmark = pytest.mark.xdist_group("outside")


@pytest.fixture(scope="module")
def household(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Appliance, dict[str, Any]]]:
    """An appliance that tests share, and what its set-up answered."""
    running = Appliance(tmp_path_factory.mktemp("household")).start()
    yield running, running.set_up()
    running.stop()


def finished(client: httpx2.Client, download: str, *, taken_in: bool = False) -> dict[str, Any]:
    """The download once it is available, and in Plex if that is waited for."""
    seen: dict[str, Any] = {}
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        seen = client.get(f"/youtube/downloads/{download}").json()
        if seen["state"] == "failed":
            raise AssertionError(seen["failure"])
        if seen["state"] == "available" and (not taken_in or seen["plex"]["ratingKey"]):
            return seen
        time.sleep(0.1)
    raise AssertionError(f"not finished: {seen}")


def test_without_plex_a_video_is_available_at_once_and_plex_catches_up(
    appliance: Appliance, site: MediaSite, videos: Videos, plex: PlexStandIn
) -> None:
    site.put("/film.mp4", videos.mp4.read_bytes())
    plex.add_library("Films", "movie", {str(appliance.media_dir): appliance.media_dir})
    token = appliance.set_up()["tokens"]["accessToken"]

    with appliance.client(token) as client:
        link = {"url": site.url("/film.mp4")}
        accepted = client.post("/youtube/downloads", json=link).json()
        alone = finished(client, accepted["id"])
        connected = client.put("/services/plex", json={"url": plex.url, "token": plex.token})
        together = finished(client, accepted["id"], taken_in=True)
        told = client.get("/notifications").json()["items"]

    assert alone["plex"]["connected"] is False
    assert "No Plex" in alone["plex"]["message"]
    assert connected.status_code == 200
    assert together["plex"]["library"] == "Films"
    assert plex.titles("movie") != []
    assert Path(together["file"]["path"]).read_bytes() != b""
    assert [item["level"] for item in told] == ["success"]


def test_the_same_link_again_answers_409_with_the_first_one(
    household: tuple[Appliance, dict[str, Any]], site: MediaSite, videos: Videos
) -> None:
    site.put("/film.mp4", videos.mp4.read_bytes())
    appliance, made = household

    with appliance.client(made["tokens"]["accessToken"]) as client:
        link = {"url": site.url("/film.mp4")}
        first = client.post("/youtube/downloads", json=link)
        again = client.post("/youtube/downloads", json=link)

    assert first.status_code == 201
    assert again.status_code == 409
    assert again.json()["code"] == "already_added"
    assert again.json()["existingId"] == first.json()["id"]


def test_programs_sign_in_and_learn_what_they_may_do(
    household: tuple[Appliance, dict[str, Any]],
) -> None:
    appliance, made = household

    with appliance.owner() as client:
        session = client.get("/auth/session").json()

    assert set(made) == {"user", "tokens", "permissions", "sessionId"}
    assert set(made["tokens"]) == {"accessToken", "refreshToken", "expiresIn"}
    assert made["tokens"]["expiresIn"] == 900
    assert session["permissions"] == made["permissions"]


def test_anybody_may_ask_who_this_is(appliance: Appliance) -> None:
    before = httpx2.get(f"{appliance.base_url}/api/v1/info").json()
    appliance.set_up()

    after = httpx2.get(f"{appliance.base_url}/api/v1/info").json()

    known = {"name", "instanceId", "version", "oldestClient", "setupOpen", "api", "protocol", "tls"}
    assert set(before) == known
    assert (before["setupOpen"], after["setupOpen"]) == (True, False)
    assert after["instanceId"] == before["instanceId"]


def test_every_answer_carries_the_correlation_id_that_was_sent(
    household: tuple[Appliance, dict[str, Any]],
) -> None:
    appliance, _ = household
    sent = {"X-Correlation-Id": "from-the-outside-1"}

    answer = httpx2.get(f"{appliance.base_url}/api/v1/notifications", headers=sent)

    assert answer.status_code == 401
    assert answer.headers["X-Correlation-Id"] == "from-the-outside-1"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["correlationId"] == "from-the-outside-1"
