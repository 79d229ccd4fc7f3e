"""A media folder, a Plex server and a mail server that let the running appliance down."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.standins.mail import MailServer
from tests.standins.media_site import MediaSite, Videos
from tests.standins.plex import PlexStandIn
from tests.support.appliance import Appliance
from tests.support.database import Line
from tests.support.waiting import until
from tests.support.watchful import leaks, watchful

# One appliance for all, and the last test reads what the others made it write.
pytestmark = pytest.mark.xdist_group("surroundings")

MARKER = ".medianest-media"
MAIL_PASSWORD = "open-sesame-mail"
DOWNLOADS = "/youtube/downloads"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Appliance, str]]:
    appliance = Appliance(tmp_path_factory.mktemp("surroundings")).start()
    yield appliance, appliance.set_up()["tokens"]["accessToken"]
    appliance.stop()


@pytest.fixture
def appliance(running: tuple[Appliance, str]) -> Appliance:
    return running[0]


@pytest.fixture
def owner(running: tuple[Appliance, str]) -> Iterator[httpx2.Client]:
    with watchful(*running) as client:
        yield client


@pytest.fixture
def line(appliance: Appliance) -> Iterator[Line]:
    with Line(appliance.data_dir) as line:
        yield line


def submit(client: httpx2.Client, url: str) -> str:
    answer = client.post(DOWNLOADS, json={"url": url})
    assert answer.status_code == 201, answer.text
    made: str = answer.json()["id"]
    return made


def state(client: httpx2.Client, download: str, *wanted: str) -> dict[str, Any]:
    """The download if it is in a `wanted` state."""
    found: dict[str, Any] = client.get(f"{DOWNLOADS}/{download}").json()
    return found if found["state"] in wanted else {}


def failed(client: httpx2.Client, download: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{DOWNLOADS}/{download}").json()
    return found if found["failure"] else {}


def wait_no_longer(line: Line) -> None:
    """Let jobs that wait for their next try have it now."""
    line.ask("UPDATE pgqueuer SET execute_after = now() WHERE status = 'queued'")


@pytest.fixture
def known_plex(
    appliance: Appliance, owner: httpx2.Client, plex: PlexStandIn
) -> Iterator[PlexStandIn]:
    """A Plex server that the appliance is connected to for one test."""
    plex.add_library("Videos", "show", {str(appliance.media_dir): appliance.media_dir})
    owner.put("/services/plex", json={"url": plex.url, "token": plex.token}).raise_for_status()
    yield plex
    owner.delete("/services/plex").raise_for_status()


def test_a_wrong_plex_token_is_refused_and_changes_nothing(
    owner: httpx2.Client, known_plex: PlexStandIn
) -> None:
    wrong = {"url": known_plex.url, "token": "wrong-token-1"}

    refused = owner.put("/services/plex", json=wrong)

    assert (refused.status_code, refused.json()["code"]) == (422, "plex_token_refused")
    assert "wrong-token-1" not in refused.text
    assert known_plex.name in owner.get("/plex/server").text
    assert owner.post("/services/plex/test").json()["ok"] is True


def test_a_plex_that_goes_away_in_the_middle_is_waited_for(
    owner: httpx2.Client, line: Line, site: MediaSite, videos: Videos, known_plex: PlexStandIn
) -> None:
    site.put("/b.mp4", videos.other_mp4.read_bytes())

    known_plex.hold("/refresh")
    download = submit(owner, site.url("/b.mp4"))
    until(known_plex.held.is_set)
    known_plex.faults.cut_off = True
    known_plex.stop()
    known_plex.let_go()
    waiting = until(lambda: owner.get(f"{DOWNLOADS}/{download}").json()["plex"])
    during = state(owner, download, "scanning")
    known_plex.faults.cut_off = False
    known_plex.start()
    wait_no_longer(line)
    done = until(partial(state, owner, download, "available"))

    assert Path(during["file"]["path"]).is_file()
    assert waiting["message"]
    assert done["plex"]["ratingKey"]
    taken_in = [entry.file for entry in known_plex.shelves.entries.values()]
    assert taken_in.count(done["file"]["path"]) == 1


@contextmanager
def without_marker(media: Path) -> Iterator[None]:
    """The disk is not mounted: only its empty mount point is there."""
    marker = (media / MARKER).read_bytes()
    (media / MARKER).unlink()
    yield
    (media / MARKER).write_bytes(marker)


@contextmanager
def read_only(media: Path) -> Iterator[None]:
    with _mounted("--bind", str(media), str(media)):
        subprocess.run(["mount", "-o", "remount,bind,ro", str(media)], check=True)
        yield


@contextmanager
def full(media: Path) -> Iterator[None]:
    marker = (media / MARKER).read_bytes()
    with _mounted("-t", "tmpfs", "-o", "size=1m", "tmpfs", str(media)):
        (media / MARKER).write_bytes(marker)
        with (media / "filler").open("wb") as filler:
            free = shutil.disk_usage(media).free
            filler.write(b"\0" * (free - 16384))
        yield


@contextmanager
def _mounted(*arguments: str) -> Iterator[None]:
    subprocess.run(["mount", *arguments], check=True)
    try:
        yield
    finally:
        # Somebody may still be looking into it.
        subprocess.run(["umount", "--lazy", arguments[-1]], check=True)


MISHAPS = {
    "media_folder_missing": without_marker,
    "media_folder_read_only": read_only,
    "disk_full": full,
}
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount")


@pytest.mark.parametrize(
    "mishap",
    [
        "media_folder_missing",
        pytest.param("media_folder_read_only", marks=needs_root),
        pytest.param("disk_full", marks=needs_root),
    ],
)
def test_a_media_folder_in_trouble_is_waited_for_and_left_alone(
    appliance: Appliance,
    owner: httpx2.Client,
    line: Line,
    site: MediaSite,
    videos: Videos,
    mishap: str,
) -> None:
    media = appliance.media_dir
    (media / "holiday.mp4").write_bytes(b"of the family")
    site.put("/a.mp4", videos.mp4.read_bytes())

    with MISHAPS[mishap](media):
        download = submit(owner, site.url("/a.mp4"))
        waiting = until(partial(failed, owner, download), what=lambda: owner.get(DOWNLOADS).text)
    wait_no_longer(line)
    done = until(partial(state, owner, download, "available"))

    assert waiting["failure"]["class"] == mishap
    assert (waiting["state"], waiting["failure"]["nextTry"] is not None) == ("queued", True)
    assert Path(done["file"]["path"]).read_bytes() == videos.mp4.read_bytes()
    assert (media / "holiday.mp4").read_bytes() == b"of the family"


def test_nothing_is_deleted_while_the_media_folder_is_not_there(
    appliance: Appliance, owner: httpx2.Client, site: MediaSite, videos: Videos
) -> None:
    site.put("/kept.mp4", videos.mp4.read_bytes())
    download = submit(owner, site.url("/kept.mp4"))
    done = until(partial(state, owner, download, "available"))

    with without_marker(appliance.media_dir):
        refused = owner.delete(f"{DOWNLOADS}/{download}?files=true")

    assert (refused.status_code, refused.json()["code"]) == (503, "media_folder_missing")
    assert Path(done["file"]["path"]).is_file()
    assert state(owner, download, "available")


def test_a_mail_server_that_refuses_is_quoted(
    owner: httpx2.Client, mail: MailServer, site: MediaSite, videos: Videos
) -> None:
    mail.faults.refusal = "550 mailbox is full"
    url = mail.url.replace("mailto://", f"mailto://olga:{MAIL_PASSWORD}@")
    site.put("/c.mp4", videos.mp4.read_bytes())
    channel = owner.post("/notifications/channels", json={"name": "Mail", "url": mail.url}).json()
    sealed = owner.post("/notifications/channels", json={"name": "Sealed", "url": url})

    tested = owner.post(f"/notifications/channels/{channel['id']}/test").json()
    submit(owner, site.url("/c.mp4"))
    refused = until(partial(refusals, owner, channel["id"]))

    assert tested["ok"] is False
    assert "550" in tested["error"]
    assert all("mailbox is full" in one["error"] for one in refused)
    assert MAIL_PASSWORD not in sealed.text
    assert mail.kept == []


def refusals(client: httpx2.Client, channel: str) -> list[dict[str, Any]]:
    deliveries = client.get("/notifications/deliveries").json()["items"]
    return [one for one in deliveries if one["channelId"] == channel and one["error"]]


def test_the_log_holds_no_secret(
    running: tuple[Appliance, str],
    owner: httpx2.Client,
    plex: PlexStandIn,
    mail: MailServer,
    site: MediaSite,
    videos: Videos,
) -> None:
    appliance, token = running
    mail.faults.refusal = "550 mailbox is full"
    url = mail.url.replace("mailto://", f"mailto://olga:{MAIL_PASSWORD}@")
    channel = owner.post("/notifications/channels", json={"name": "Log", "url": url}).json()
    site.put("/log.mp4", videos.mp4.read_bytes())
    submit(owner, site.url("/log.mp4"))
    until(partial(refusals, owner, channel["id"]))

    log = appliance.log.read_text()

    assert "delivery_failed" in log

    assert leaks(log, [token, plex.token, "wrong-token-1", MAIL_PASSWORD]) == []
    assert "Traceback" not in log
