"""Web and worker as processes of their own over one database."""

import json
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest
from tests.standins.media_site import MediaSite, Videos
from tests.support.appliance import Appliance
from websockets.sync.client import connect


@pytest.fixture
async def halves(tmp_path: Path, dsn: str) -> AsyncIterator[tuple[Appliance, Appliance]]:
    """The web half and the worker half; they share the database, the keys and the media folder."""
    shared = {"MEDIANEST__DATABASE__URL": dsn}
    web = Appliance(tmp_path, **shared, MEDIANEST__SERVER__ROLES="web")
    worker = Appliance(tmp_path, **shared, MEDIANEST__SERVER__ROLES="worker")
    web.start()
    worker.start()
    yield web, worker
    assert (web.stop(), worker.stop()) == (0, 0)


async def test_what_the_web_half_accepts_the_worker_half_does(
    halves: tuple[Appliance, Appliance], site: MediaSite, videos: Videos
) -> None:
    web, worker = halves
    site.put("/film.mp4", videos.long_mp4.read_bytes()).bytes_per_second = 1_500_000
    token = web.set_up()["tokens"]["accessToken"]
    address = web.base_url.replace("http", "ws") + "/api/v1/events"

    seen = []
    bearer = {"Authorization": f"Bearer {token}"}
    with web.client(token) as client, connect(address, additional_headers=bearer) as socket:
        client.post("/youtube/downloads", json={"url": site.url("/film.mp4")}).raise_for_status()
        while "notification" not in seen:
            seen.append(json.loads(socket.recv(timeout=60))["type"])
        done = client.get("/youtube/downloads").json()["items"][0]

    assert done["state"] == "available"
    assert "download.progress" in seen
    assert fetchers(web) == []
    with worker.client(token) as client:
        assert client.get("/youtube/downloads").status_code == 404


def fetchers(half: Appliance) -> list[str]:
    """Processes below it that fetch videos."""
    below = psutil.Process(half.pid).children(recursive=True)
    return [one.name() for one in below if "ytdlp" in " ".join(one.cmdline())]


async def test_a_killed_worker_loses_nothing_that_was_accepted(
    halves: tuple[Appliance, Appliance], site: MediaSite, videos: Videos
) -> None:
    web, worker = halves
    site.put("/film.mp4", videos.long_mp4.read_bytes()).bytes_per_second = 1_500_000
    token = web.set_up()["tokens"]["accessToken"]

    with web.client(token) as client:
        worker.kill()
        accepted = client.post("/youtube/downloads", json={"url": site.url("/film.mp4")})
        waiting = client.get("/youtube/downloads").json()["items"][0]["state"]
        worker.start()
        with connect(
            web.base_url.replace("http", "ws") + "/api/v1/events",
            additional_headers={"Authorization": f"Bearer {token}"},
        ) as socket:
            while json.loads(socket.recv(timeout=60))["type"] != "notification":
                continue
        done = client.get(f"/youtube/downloads/{accepted.json()['id']}").json()

    assert waiting == "queued"
    assert done["state"] == "available"
    assert is_playable(done["file"]["path"])


def is_playable(file: str) -> bool:
    return subprocess.run(["ffprobe", "-v", "error", file], check=False).returncode == 0
