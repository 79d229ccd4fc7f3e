"""The main job, driven from outside: a link becomes a video in Plex and everyone is told."""

import subprocess
from pathlib import Path

import pytest
from tests.standins.mail import MailServer
from tests.standins.media_site import MediaSite, Videos
from tests.standins.plex import PlexStandIn
from tests.support.appliance import Appliance
from tests.support.main_job import (
    add_channel,
    connect_plex,
    ended,
    frames_until_notified,
    submit,
    watch,
)
from tests.support.waiting import until


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
        plex.add_library("Videos", "show", {"/plex/videos": appliance.media_dir})
        connect_plex(client, plex.url, plex.token, local=str(appliance.media_dir))
        add_channel(client, mail.url)
        mail.kept.clear()
        download = submit(client, url)
        frames = frames_until_notified(socket)
        done = ended(client, download)
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
