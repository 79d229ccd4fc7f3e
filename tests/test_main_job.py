"""The main job, driven from outside: a link becomes a video in Plex and everyone is told."""

import json
import subprocess
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.standins.mail import MailServer
from tests.standins.media_site import MediaSite, Videos
from tests.standins.plex import PlexStandIn
from tests.support.appliance import Appliance
from tests.support.waiting import until
from websockets.sync.client import ClientConnection, connect

FINISHED = {"available", "failed", "cancelled"}


def watch(appliance: Appliance, token: str) -> ClientConnection:
    address = appliance.base_url.replace("http", "ws") + "/api/v1/events"
    return connect(address, additional_headers={"Authorization": f"Bearer {token}"})


def frames_until_notified(socket: ClientConnection) -> list[dict[str, Any]]:
    frames: list[dict[str, Any]] = []
    while not any(frame["type"] == "notification" for frame in frames):
        frames.append(json.loads(socket.recv(timeout=60)))
    return frames


def connect_plex(client: httpx2.Client, plex: PlexStandIn, media_dir: Path) -> None:
    plex.add_library("Videos", "show", {"/plex/videos": media_dir})
    mappings = [{"local": str(media_dir), "plex": "/plex/videos"}]
    wanted = {"url": plex.url, "token": plex.token, "pathMappings": mappings}
    answer = client.put("/services/plex", json=wanted)
    assert answer.status_code == 200, answer.text
    assert plex.token not in answer.text


def add_channel(client: httpx2.Client, mail: MailServer) -> None:
    answer = client.post("/notifications/channels", json={"name": "Mail", "url": mail.url})
    assert answer.status_code == 201, answer.text
    tested = client.post(f"/notifications/channels/{answer.json()['id']}/test")
    assert tested.json() == {"ok": True, "error": None}
    mail.kept.clear()


def streams(file: Path) -> set[str]:
    """What a player finds in it after decoding every frame."""
    subprocess.run(["ffmpeg", "-v", "error", "-xerror", "-i", file, "-f", "null", "-"], check=True)
    wanted = ("-show_entries", "stream=codec_type", "-of", "csv=p=0")
    asked = ["ffprobe", "-v", "error", *wanted, str(file)]
    return set(subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split())


@pytest.mark.parametrize("form", ["mp4", "hls"])
def test_a_link_becomes_a_video_in_plex_and_everyone_is_told(
    form: str,
    appliance: Appliance,
    site: MediaSite,
    plex: PlexStandIn,
    mail: MailServer,
    videos: Videos,
) -> None:
    if form == "mp4":
        url = site.url("/holiday.mp4")
        site.put("/holiday.mp4", videos.long_mp4.read_bytes()).bytes_per_second = 1_500_000
    else:
        url = site.put_hls("/holiday", videos.hls)
    token = appliance.set_up()["tokens"]["accessToken"]

    with appliance.client(token) as client, watch(appliance, token) as socket:
        connect_plex(client, plex, appliance.media_dir)
        add_channel(client, mail)
        accepted = client.post("/youtube/downloads", json={"url": url})
        assert accepted.status_code == 201, accepted.text
        path = f"/youtube/downloads/{accepted.json()['id']}"
        frames = frames_until_notified(socket)
        until(lambda: client.get(path).json()["state"] in FINISHED)
        done = client.get(path).json()
        told = client.get("/notifications").json()
        until(lambda: mail.kept)

    assert done["state"] == "available", done
    assert streams(Path(done["file"]["path"])) == {"video", "audio"}
    assert Path(done["file"]["path"]).is_relative_to(appliance.media_dir)
    assert done["plex"]["ratingKey"]
    members = plex.collection(done["plex"]["collection"]).members
    assert [str(member) for member in members] == [done["plex"]["ratingKey"]]
    assert "download.progress" in {frame["type"] for frame in frames}
    assert [item["level"] for item in told["items"]] == ["success"]
    assert told["unread"] == 1
    assert [letter.subject for letter in mail.kept] == [told["items"][0]["title"]]
