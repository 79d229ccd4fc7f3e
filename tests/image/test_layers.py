"""What an upgrade fetches: of two images, only what differs between them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.image.boxed import docker

TAGS = ("layers-before", "layers-after")
# Made anew for both, as on two machines on two days; ffmpeg takes ten minutes, and stays.
ANEW = ("--no-cache-filter", "former-none,icu,python,system,youtube-1")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]


@pytest.fixture(scope="module")
def releases(clone: Path) -> Iterator[tuple[str, str]]:
    """Two images; one line of the server's code is another in the second."""
    before, after = TAGS
    try:
        built(clone, before)
        with (clone / "server/medianest/__main__.py").open("a") as code:
            code.write("# The one line.\n")
        built(clone, after)
        yield before, after
    finally:
        docker("image", "rm", "--force", *TAGS, check=False)


def built(clone: Path, tag: str) -> None:
    build = [sys.executable, str(clone / "packaging/image.py"), "--tag", tag, "--", *ANEW]
    subprocess.run(build, check=True)


def layers_of(tag: str) -> list[str]:
    told: list[str] = json.loads(docker("inspect", "--format", "{{json .RootFS.Layers}}", tag))
    return told


def test_a_changed_line_changes_the_last_layer_alone(releases: tuple[str, str]) -> None:
    before, after = (layers_of(tag) for tag in releases)

    assert before[:-1] == after[:-1]
    assert before[-1] != after[-1]
