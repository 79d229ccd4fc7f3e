"""The image itself: what it weighs, what it says of itself, and what it does not hold."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.image.boxed import docker

from medianest import __version__

ROOT = Path(__file__).resolve().parents[2]
# Megabytes to fetch, with what YouTube needs.
MOST_PACKED = 180
pytestmark = pytest.mark.timeout(600)


def inside(image: str, line: str) -> str:
    """What a line of shell prints in the image, before anything is started."""
    return docker("run", "--rm", "--entrypoint", "sh", image, "-c", line).strip()


@pytest.fixture(scope="module")
def about(image: str) -> dict[str, Any]:
    (told,) = json.loads(docker("inspect", image))
    found: dict[str, Any] = told
    return found


def test_what_each_layer_weighs_is_told(image: str) -> None:
    weigh = [sys.executable, str(ROOT / "packaging/image.py"), "--only-tell", "--tag", image]

    told = subprocess.run(weigh, capture_output=True, text=True, check=True).stdout

    print("\n" + told)
    assert "COPY /opt /opt" in told
    assert told.splitlines()[-1].endswith("in all")
    packed = float(told.splitlines()[-1].split()[2])
    assert packed <= MOST_PACKED


def test_docker_s_own_check_finds_nothing() -> None:
    file = ["--file", str(ROOT / "docker/Dockerfile")]

    done = subprocess.run(
        ["docker", "build", "--check", *file, str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_it_says_what_it_is(about: dict[str, Any]) -> None:
    labels = about["Config"]["Labels"]

    assert labels["org.opencontainers.image.version"] in {__version__, "dev"}
    assert labels["org.opencontainers.image.licenses"] == "Apache-2.0"
    assert labels["net.unraid.docker.webui"] == "http://[IP]:[PORT:8766]/"


def test_it_is_started_and_watched_as_the_appliance_wants_it(about: dict[str, Any]) -> None:
    config = about["Config"]

    assert config["Entrypoint"] == ["/usr/bin/tini", "--", "medianest"]
    assert config["Cmd"] == ["serve"]
    assert config["StopSignal"] == "SIGTERM"
    assert config["ExposedPorts"] == {"8766/tcp": {}, "8767/tcp": {}}
    assert config["Healthcheck"]["Test"] == ["CMD", "healthcheck"]


def test_nothing_in_it_builds_or_installs_python_packages(image: str) -> None:
    found = inside(image, "for one in pip pip3 cc gcc make npm node uv; do which $one; done; true")

    assert found == ""


def test_no_tests_and_no_second_postgres_are_in_it(image: str) -> None:
    places = "/opt/medianest/lib/python3*/site-packages"

    found = inside(image, f"ls -d {places}/tests {places}/pixeltable* {places}/pytest* 2>&1; true")

    assert all("No such file" in line for line in found.splitlines())


def test_no_certificate_is_trusted_that_the_build_made(image: str) -> None:
    assert "snakeoil" not in inside(image, "ls -lR /etc/ssl")


def test_programs_trust_whom_debian_trusts(image: str) -> None:
    asked = "import ssl; print(ssl.create_default_context().cert_store_stats()['x509_ca'])"

    assert int(inside(image, f'python3 -c "{asked}"')) > 100


def test_whoever_it_runs_as_finds_room(image: str) -> None:
    modes = inside(image, "stat -c '%a %n' /data /media /run/medianest")

    assert modes.splitlines() == ["1777 /data", "1777 /media", "1777 /run/medianest"]


def test_what_downloads_need_is_in_it(image: str) -> None:
    found = inside(image, "which ffmpeg ffprobe deno")

    assert found.splitlines() == ["/usr/bin/ffmpeg", "/usr/bin/ffprobe", "/usr/local/bin/deno"]


def test_the_health_check_says_that_nothing_was_started(image: str) -> None:
    assert inside(image, "healthcheck; echo $?").splitlines()[-1] == "1"
