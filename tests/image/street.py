"""The street: the appliance's container and its neighbours' on one network, and the main job."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from tests.image.boxed import Boxed, cleared_away, docker, labelled
from tests.image.neighbours import HOOK, PLEX, SITE, TMDB
from tests.standins.media_site import Videos
from tests.standins.plex import TOKEN
from tests.standins.tmdb import API_KEY
from tests.support.appliance import free_port
from tests.support.main_job import (
    add_channel,
    connect_plex,
    ended,
    frames_until_notified,
    submit,
    watch,
)
from tests.support.waiting import until

_TESTS = Path(__file__).resolve().parents[1]
PLEX_URL = f"http://neighbours:{PLEX}"
# What a household says whose media site stands in its own network.
SETTINGS = {
    "MEDIANEST__DOWNLOADS__ALLOWED_PRIVATE_HOSTS": "neighbours",
    "MEDIANEST__PLEX__DEBOUNCE": "0.2",
}
WITH_TMDB = {
    "MEDIANEST__TMDB__URL": f"http://neighbours:{TMDB}/3",
    "MEDIANEST__TMDB__IMAGE_URL": f"http://neighbours:{TMDB}/t/p",
    "MEDIANEST__TMDB__API_KEY": API_KEY,
}


@dataclass(frozen=True)
class Street:
    """Where the neighbours are, for the appliance and for us."""

    name: str
    plex_port: int

    def video(self, number: int, *, size: str = "small") -> str:
        """The address of a video that nobody has handed in yet."""
        return f"http://neighbours:{SITE}/{size}/{size}-{number}.mp4"

    def heard(self) -> list[str]:
        """What the webhook was told, in order."""
        said = docker("logs", f"{self.name}-neighbours").splitlines()
        return [line.removeprefix("told: ") for line in said if line.startswith("told: ")]

    def in_plex(self, rating_key: str) -> str:
        """What Plex says of that item."""
        address = f"http://127.0.0.1:{self.plex_port}/library/metadata/{rating_key}"
        return httpx2.get(address, headers={"X-Plex-Token": TOKEN}).text


@contextmanager
def opened_street(appliance: Boxed, folder: Path, *, image: str = "") -> Iterator[Street]:
    """Let the neighbours of `appliance` move in, who share its media; at the end all is gone.

    They live in the same image, or in another `image`.
    """
    street = Street(appliance.name, free_port())
    appliance.network = appliance.name
    with cleared_away(appliance.name):
        docker("network", "create", *labelled(appliance.name), appliance.name)
        appliance.make_volumes()
        _move_in(street, image or appliance.image, belongings(folder))
        yield street


def belongings(folder: Path) -> Path:
    """The stand-ins and their videos, as one folder to copy into the container."""
    home = folder / "neighbours"
    shutil.copytree(_TESTS / "standins", home / "tests" / "standins")
    (home / "tests" / "image").mkdir()
    shutil.copy(_TESTS / "image" / "neighbours.py", home / "tests" / "image")
    videos = Videos(home)
    videos.mp4.rename(home / "small.mp4")
    videos.long_mp4.rename(home / "large.mp4")
    return home


def _move_in(street: Street, image: str, belongings: Path) -> None:
    name = f"{street.name}-neighbours"
    docker(
        *("create", "--name", name, *labelled(street.name), "--user", "0"),
        *("--network", street.name, "--network-alias", "neighbours", "--no-healthcheck"),
        *("--publish", f"127.0.0.1:{street.plex_port}:{PLEX}"),
        *("--volume", f"{street.name}-media:/plex/videos"),
        *("--workdir", "/neighbours", "--entrypoint", "python3", image),
        *("-m", "tests.image.neighbours", "/neighbours"),
    )
    docker("cp", f"{belongings}/.", f"{name}:/neighbours")
    docker("start", name)
    until(lambda: "open" in docker("logs", name), what=lambda: docker("logs", name))


def furnish(client: httpx2.Client) -> None:
    """Connect Plex and a webhook, as an owner does."""
    connect_plex(client, PLEX_URL, TOKEN, local="/media")
    add_channel(client, f"json://neighbours:{HOOK}/hook")


def do_main_job(appliance: Boxed, street: Street, *, number: int = 1) -> dict[str, Any]:
    """A new owner hands in a link; the download as it ended, after a look at everything."""
    token = appliance.set_up()["tokens"]["accessToken"]
    with appliance.client(token) as client, watch(appliance, token) as socket:
        furnish(client)
        download = submit(client, street.video(number))
        frames = frames_until_notified(socket)
        done = ended(client, download)
        told = client.get("/notifications").json()["items"]
    _look_at(appliance, street, done)
    assert {"download.progress", "notification"} <= {frame["type"] for frame in frames}
    assert [item["level"] for item in told] == ["success"]
    until(lambda: told[0]["title"] in street.heard(), what=street.heard)
    return done


def do_it_again(appliance: Boxed, street: Street, *, number: int) -> dict[str, Any]:
    """The same by the owner who is known already."""
    with appliance.owner() as client:
        done = ended(client, submit(client, street.video(number)))
    _look_at(appliance, street, done)
    return done


def _look_at(appliance: Boxed, street: Street, done: dict[str, Any]) -> None:
    """The file can be played to its end, and Plex has it."""
    assert done["state"] == "available", done
    file = done["file"]["path"]
    assert (
        appliance.execute("ffmpeg", "-v", "error", "-xerror", "-i", file, "-f", "null", "-") == ""
    )
    assert Path(file).name in street.in_plex(done["plex"]["ratingKey"])
