"""The image under test: built once, from a clean clone, by the entry that everybody uses."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.image.boxed import docker

ROOT = Path(__file__).resolve().parents[2]
TAG = "medianest:under-test"
NO_ENGINE = """\
No container engine answers, and these tests need one. Install Docker and start it
(apt-get install docker.io docker-buildx), join its group, or name it in DOCKER_HOST; `docker
version` then shows a server. MEDIANEST_IMAGE=<tag> tests an image that is already there."""


def pytest_sessionstart() -> None:
    """Say what is missing before the first test, not in each of them."""
    try:
        answers = subprocess.run(["docker", "version"], capture_output=True, check=False)
    except FileNotFoundError:
        pytest.exit(NO_ENGINE, returncode=1)
    if answers.returncode != 0:
        pytest.exit(NO_ENGINE, returncode=1)


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What somebody has who has just cloned the project."""
    folder = tmp_path_factory.mktemp("clone") / "medianest"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    return folder


@pytest.fixture(scope="session")
def image(request: pytest.FixtureRequest) -> Iterator[str]:
    """The tag of the image; MEDIANEST_IMAGE names one that is there already."""
    if given := os.environ.get("MEDIANEST_IMAGE"):
        yield given
        return
    folder: Path = request.getfixturevalue("clone")
    build = [sys.executable, str(folder / "packaging/image.py"), "--tag", TAG]
    subprocess.run(build, check=True)
    yield TAG
    docker("image", "rm", "--force", TAG)
