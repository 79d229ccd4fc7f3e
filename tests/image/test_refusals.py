"""What cannot work is refused at once: with the status for "a person must act", why, and a cure."""

import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from tests.image.boxed import Boxed, cleared_away, docker, labelled
from tests.image.shares import FORGETS_MODES, MAY_MOUNT, SQUASHES_OWNERS, with_shares

NAME = "img-refusals"
A_PERSON_MUST_ACT = 78
WRONG_SETTINGS = 2
pytestmark = pytest.mark.timeout(300)


@dataclass(frozen=True)
class Refusal:
    status: int
    said: str
    seconds: float


def start(image: str, *words: str) -> Refusal:
    """Start it in the foreground, as somebody does who wants to see what is wrong."""
    began = time.monotonic()
    done = subprocess.run(
        ["docker", "run", "--rm", "--name", f"{NAME}-second", *labelled(NAME), *words, image],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    refusal = Refusal(done.returncode, done.stderr.strip(), time.monotonic() - began)
    print(f"\n{refusal.status} after {refusal.seconds:.1f} s: {refusal.said}")
    return refusal


def volume(image: str, place: str, prepared: str) -> str:
    """A volume for `place`, prepared by root with that line of shell.

    Into one that is still empty Docker puts the image's folder anew, with its rights.
    """
    name = f"{NAME}-{place}"
    docker("volume", "create", *labelled(NAME), name)
    root = ("--rm", "--user", "0", "--volume", f"{name}:/{place}", "--entrypoint", "sh")
    docker("run", *root, image, "-c", f"touch /{place}/film; {prepared}")
    return f"{name}:/{place}"


@pytest.fixture(autouse=True)
def _cleared() -> Iterator[None]:
    with cleared_away(NAME):
        yield


@pytest.fixture(scope="module")
def shares(image: str) -> Iterator[str]:
    tag = with_shares(image)
    yield tag
    docker("image", "rm", "--force", tag)


@pytest.fixture
def running(image: str) -> Boxed:
    appliance = Boxed(NAME, image)
    appliance.run()
    appliance.wait_ready()
    return appliance


def test_a_share_that_ignores_chmod_is_refused(shares: str) -> None:
    refusal = start(shares, *MAY_MOUNT, "--env", f"SHARE={FORGETS_MODES}")

    assert refusal.status == A_PERSON_MUST_ACT
    assert "/data does not keep permissions (chmod)" in refusal.said
    assert "Put the data folder on a disk of this machine" in refusal.said


def test_a_share_that_gives_files_to_somebody_else_is_refused(shares: str) -> None:
    refusal = start(shares, *MAY_MOUNT, "--env", f"SHARE={SQUASHES_OWNERS}", "--env", "PUID=1026")

    assert refusal.status == A_PERSON_MUST_ACT
    assert "/data gives to user 65534 what user 1026 writes" in refusal.said
    assert "Put the data folder on a disk of this machine" in refusal.said


def test_a_full_volume_is_refused(image: str) -> None:
    refusal = start(image, "--mount", "type=tmpfs,destination=/data,tmpfs-size=40m")

    assert refusal.status == A_PERSON_MUST_ACT
    assert "The disk of /data is full" in refusal.said
    assert "Make room there" in refusal.said


def test_data_of_another_user_are_refused_under_user(image: str) -> None:
    data = volume(image, "data", "mkdir -p /data/postgres && chown -R 1000:1000 /data")

    refusal = start(image, "--user", "1026:100", "--volume", data)

    assert refusal.status == A_PERSON_MUST_ACT
    assert "belongs to user 1000, and MediaNest runs as user 1026" in refusal.said
    assert "Start it as user 1000" in refusal.said


def test_a_data_folder_without_the_right_to_write_is_refused(image: str) -> None:
    data = volume(image, "data", "chown 1000:1000 /data && chmod 700 /data")

    refusal = start(image, "--user", "1026:100", "--volume", data)

    assert refusal.status == A_PERSON_MUST_ACT
    assert "/data belongs to user 1000:1000" in refusal.said
    assert "chown -R 1026:100 /data" in refusal.said


def test_a_read_only_data_folder_is_refused(image: str) -> None:
    refusal = start(image, "--read-only")

    assert refusal.status == A_PERSON_MUST_ACT
    assert "/data is read-only" in refusal.said
    assert "-v medianest-data:/data" in refusal.said


def test_media_that_cannot_be_written_are_refused(image: str) -> None:
    media = volume(image, "media", "chown 0:0 /media && chmod 755 /media")

    refusal = start(image, "--env", "PUID=1026", "--env", "PGID=100", "--volume", media)

    assert refusal.status == A_PERSON_MUST_ACT
    assert "user 1026:100, may not write to the media folder /media" in refusal.said
    assert "Set PUID and PGID" in refusal.said


def test_a_port_that_is_taken_is_refused(running: Boxed, image: str) -> None:
    refusal = start(image, "--network", f"container:{running.name}")

    assert refusal.status == A_PERSON_MUST_ACT
    assert "Cannot listen on 0.0.0.0:8766" in refusal.said
    assert "choose another server.port" in refusal.said


def test_a_second_container_on_one_folder_is_refused(running: Boxed, image: str) -> None:
    refusal = start(image, "--volume", f"{running.name}-data:/data")

    assert refusal.status == A_PERSON_MUST_ACT
    assert "Another MediaNest already uses /data" in refusal.said
    assert "Stop it first" in refusal.said
    assert running.is_ready()


def test_a_wrong_setting_is_named_with_what_is_allowed(image: str) -> None:
    refusal = start(image, "--env", "MEDIANEST__SERVER__PORT=0")

    assert refusal.status == WRONG_SETTINGS
    assert "server.port = '0'" in refusal.said


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ("PUID=0", "PUID=0 is not the number of a user who is not root"),
        ("UMASK=rwx", "UMASK=rwx is no mask"),
        ("TZ=Europe/Berln", "TZ=Europe/Berln is not a time zone"),
    ],
)
def test_a_wrong_variable_of_the_container_is_named(image: str, given: str, named: str) -> None:
    refusal = start(image, "--env", given)

    assert refusal.status == A_PERSON_MUST_ACT
    assert named in refusal.said


def test_root_that_may_not_step_down_is_told_what_to_do(image: str) -> None:
    refusal = start(image, "--cap-drop", "ALL")

    assert refusal.status == A_PERSON_MUST_ACT
    assert "may not become user 1000" in refusal.said
    assert "--user 1000:1000" in refusal.said


def test_secrets_without_their_keys_are_refused_until_given_up(running: Boxed, image: str) -> None:
    running.set_up()
    with running.owner() as owner:
        channel = {"name": "Mail", "url": "mailto://user:secret@example.org"}
        answer = owner.post("/notifications/channels", json=channel)
        assert answer.status_code == 201, answer.text
    running.execute("rm", "-r", "/data/keys")
    running.stop()
    running.remove()

    refusal = start(image, "--volume", f"{running.name}-data:/data")

    assert refusal.status == A_PERSON_MUST_ACT
    assert "The keys in /data/keys are gone" in refusal.said
    assert "every backup of MediaNest holds it" in refusal.said
    volume(
        image,
        "data",
        "mkdir -p /data/keys && touch /data/keys/given-up && chown -R 1000 /data/keys",
    )
    running.run()
    running.wait_ready()
