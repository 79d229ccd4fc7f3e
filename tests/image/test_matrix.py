"""However it is run, the main job is done: as root, as anybody, locked up, in little room."""

import json
import os
import subprocess
from pathlib import Path
from time import sleep

import pytest
from tests.image.boxed import Boxed, docker
from tests.image.memory import memory_of
from tests.image.street import SETTINGS, Street, do_it_again, do_main_job, opened_street
from tests.support.waiting import until

COMPOSE = Path(__file__).resolve().parents[2] / "docker" / "compose.yaml"
LOCKED_UP = ("--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges")
WAYS = {
    "as root, who becomes the owner of the data": (),
    "as PUID and PGID": ("-e", "PUID=1026", "-e", "PGID=100"),
    "as a user whom nobody knows": ("--user", "1234:1234"),
    "read-only without any capability": ("--user", "1234:1234", *LOCKED_UP),
    "with 256 MB and one processor": ("--memory", "256m", "--memory-swap", "256m", "--cpus", "1"),
}
_SETTLE_SECONDS = 30
# A minute after the last one used them, connections to the database are closed; on a busy machine
# they are more, and the last one is later.
_SHRINK_SECONDS = 180
_AIM = 160_000_000
pytestmark = pytest.mark.timeout(600)


def owner_of(appliance: Boxed, path: str) -> str:
    return appliance.execute("stat", "-c", "%u:%g", path).strip()


def is_done(appliance: Boxed, street: Street) -> None:
    """The main job, and nobody had to be killed for want of memory."""
    print(f"\nready after {appliance.wait_ready():.1f} s")
    done = do_main_job(appliance, street)
    assert owner_of(appliance, done["file"]["path"]) == owner_of(appliance, "/data/postgres")
    assert appliance.state()["OOMKilled"] is False


@pytest.mark.parametrize("words", WAYS.values(), ids=WAYS.keys())
def test_the_main_job_is_done(image: str, tmp_path: Path, words: tuple[str, ...]) -> None:
    appliance = Boxed("matrix-way", image, words, SETTINGS)

    with opened_street(appliance, tmp_path) as street:
        appliance.run()
        is_done(appliance, street)


def test_another_puid_takes_over_what_the_first_one_left(image: str, tmp_path: Path) -> None:
    appliance = Boxed("matrix-way", image, ("-e", "PUID=1000", "-e", "PGID=1000"), SETTINGS)

    with opened_street(appliance, tmp_path) as street:
        appliance.run()
        is_done(appliance, street)
        first = owner_of(appliance, "/data/postgres")
        # Media are the household's: whoever changes the user gives them to it, as the README says.
        appliance.execute("chown", "-R", "1026:100", "/media")
        appliance.remove()
        appliance.words = ("-e", "PUID=1026", "-e", "PGID=100")
        appliance.run()
        print(f"ready again after {appliance.wait_ready():.1f} s")
        done = do_it_again(appliance, street, number=2)

        assert first == "1000:1000"
        assert owner_of(appliance, "/data/postgres") == "1026:100"
        assert owner_of(appliance, done["file"]["path"]) == "1026:100"


def test_the_compose_file_of_this_repository_does_the_main_job(image: str, tmp_path: Path) -> None:
    appliance = Boxed("matrix-compose", image)

    with opened_street(appliance, tmp_path) as street:
        compose(appliance, tmp_path, "up", "--detach")
        is_done(appliance, street)
        assert appliance.stop().status == 0


def compose(appliance: Boxed, folder: Path, *words: str) -> None:
    """Use the file as it is, but for names, so that nothing of this machine is touched."""
    names = {"medianest-data": f"{appliance.name}-data", "media": f"{appliance.name}-media"}
    network = {"external": True, "name": appliance.name}
    service = {
        "image": appliance.image,
        "container_name": appliance.name,
        "environment": SETTINGS,
        "labels": {"medianest.test": appliance.name},
    }
    changed = folder / "names.json"
    changed.write_text(
        json.dumps(
            {
                "services": {"medianest": service},
                "networks": {"default": network},
                "volumes": {key: {"external": True, "name": one} for key, one in names.items()},
            }
        )
    )
    files = ("--file", str(COMPOSE), "--file", str(changed), "--project-name", appliance.name)
    said = {"MEDIA_FOLDER": "media", "HTTP_PORT": str(appliance.port)}
    command = ["docker", "compose", *files, *words]
    subprocess.run(command, env={**os.environ, **said}, check=True)


def test_idle_it_takes_little_memory(image: str, tmp_path: Path) -> None:
    appliance = Boxed("matrix-memory", image, environment=SETTINGS)

    with opened_street(appliance, tmp_path) as street:
        appliance.run()
        is_done(appliance, street)
        after_work = memory_of(appliance)
        appliance.stop()
        appliance.start()
        appliance.wait_ready()
        sleep(_SETTLE_SECONDS)
        idle = memory_of(appliance)

        print(f"\nafter the main job: {after_work}\nidle, started anew: {idle}")
        print(docker("version", "--format", "engine {{.Server.Version}}").strip())
        until(
            lambda: memory_of(appliance).working_set <= _AIM,
            what=lambda: memory_of(appliance),
            within=_SHRINK_SECONDS,
        )
