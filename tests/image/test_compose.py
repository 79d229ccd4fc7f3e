"""The compose files as people use them: `docker compose up`, with this image and our Plex."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from tests.docker.published import DOCKER, NAME
from tests.image.boxed import Boxed, docker
from tests.image.street import belongings
from tests.standins.plex import TOKEN
from tests.support.main_job import ended, submit
from tests.support.waiting import until

PROJECT = "nas-compose"
# What differs here from a household: where the video comes from, and how patient everybody is.
HERE = {"MEDIANEST__DOWNLOADS__ALLOWED_PRIVATE_HOSTS": "plex", "MEDIANEST__PLEX__DEBOUNCE": "0.2"}


@dataclass
class Composed(Boxed):
    """The appliance of a compose file, reached under the port that `.env` says."""

    folder: Path = field(default_factory=Path)

    def compose(self, *words: str) -> str:
        done = subprocess.run(
            ["docker", "compose", "--project-name", PROJECT, *words],
            cwd=self.folder,
            env={**os.environ, "COMPOSE_FILE": "compose.plex.yaml:here.yaml"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout


@pytest.fixture
def composed(image: str, tmp_path: Path) -> Iterator[Composed]:
    appliance = Composed(f"{PROJECT}-medianest", image, folder=tmp_path)
    text = (DOCKER / "compose.plex.yaml").read_text().replace(NAME, image)
    text = text.replace("container_name: ", f"container_name: {PROJECT}-")
    (tmp_path / "compose.plex.yaml").write_text(text)
    (tmp_path / "here.yaml").write_text(yaml.safe_dump(here(image)))
    (tmp_path / ".env").write_text(f"MEDIA_FOLDER=/srv/media\nHTTP_PORT={appliance.port}\n")
    try:
        yield appliance
    finally:
        appliance.compose("--profile", "beacon", "down", "--volumes", "--timeout", "20")


def here(image: str) -> dict[str, object]:
    """Our Plex in the place of the real one, and a volume where a household has its disk."""
    theirs = {
        "image": image,
        "user": "0",
        "entrypoint": ["python3", "-m", "tests.image.next_door", "/neighbours"],
        "working_dir": "/neighbours",
        "healthcheck": {"disable": True},
        "volumes": ["media:/data"],
    }
    return {
        "services": {
            "medianest": {"environment": HERE, "volumes": ["media:/media"]},
            "plex": theirs,
        },
        "volumes": {"media": None},
    }


def move_in(composed: Composed, tmp_path: Path) -> None:
    things = belongings(tmp_path)
    (things / "tests/image/next_door.py").write_text(
        Path(__file__).with_name("next_door.py").read_text()
    )
    docker("cp", f"{things}/.", f"{PROJECT}-plex:/neighbours")


@pytest.mark.timeout(300)
def test_next_to_plex_a_link_lands_in_the_folder_that_plex_knows(
    composed: Composed, tmp_path: Path
) -> None:
    composed.compose("create")
    move_in(composed, tmp_path)
    composed.compose("start")
    composed.wait_ready()
    token = composed.set_up()["tokens"]["accessToken"]

    with composed.client(token) as client:
        answer = client.put("/services/plex", json={"url": "http://plex:32400", "token": TOKEN})
        assert answer.status_code == 200, answer.text
        (place,) = answer.json()["libraries"][0]["locations"]
        done = ended(client, submit(client, "http://plex:8080/film.mp4"))

    # Preset by the file: nobody had to guess.
    assert place == {"path": "/data/videos", "local": "/media/videos", "guessed": False}
    assert done["state"] == "available", done
    assert done["file"]["path"].startswith("/media/videos/")
    assert composed.stop().status == 0


@pytest.mark.timeout(300)
def test_the_beacon_of_the_profile_announces_the_published_port(composed: Composed) -> None:
    composed.compose("--profile", "beacon", "up", "--detach", "medianest", "beacon")
    composed.wait_ready()

    told = until(told_by_the_beacon, what=beacon_logs, within=60)

    assert [line["port"] for line in told] == [composed.port]
    assert "mdns_advertised" not in composed.logs()


def told_by_the_beacon() -> list[dict[str, object]]:
    lines = [json.loads(line) for line in beacon_logs().splitlines() if line.startswith("{")]
    return [line for line in lines if line["event"] == "beacon_shines"]


def beacon_logs() -> str:
    return docker("logs", f"{PROJECT}-medianest-beacon")
