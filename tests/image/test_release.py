"""A release rehearsed, with a key and a registry of our own: signed, listed, not to be forged."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.image.boxed import cleared_away, docker, labelled
from tests.support.appliance import free_port
from tests.support.waiting import until

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"
TOOLS = "medianest-release-tools"
REGISTRY = (
    '{"version": "0.1", "http": {"addr": ":5000"},'
    ' "storage": {"filesystem": {"rootdirectory": "/tmp/registry"}}}'
)
SERVE = "exec docker-registry serve /tmp/registry.yml"
PASSWORD = "only for this rehearsal"
VERSION = "9.8.7"
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@dataclass(frozen=True)
class Rehearsal:
    """What is released, the registry that it goes to, and the key."""

    image: str
    repository: str
    key: Path

    def what(self) -> tuple[str, ...]:
        return "--platform", "linux/amd64", "--built", f"linux/amd64={self.image}"

    def release(self) -> subprocess.CompletedProcess[str]:
        script = [sys.executable, str(PACKAGING / "release.py")]
        told = ["--to", self.repository, "--key", str(self.key), "--version", VERSION]
        return subprocess.run(
            [*script, *told, "--offline", "--out", str(self.out), *self.what()],
            env={**os.environ, "COSIGN_PASSWORD": PASSWORD},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    @property
    def out(self) -> Path:
        return self.key.parent / "dist"

    def cosign(self, *words: str) -> str:
        """What a cautious household does with the public key that lies beside the release."""
        public = (self.out / "cosign.pub").read_text()
        asked = ("--key", "env://KEY", "--insecure-ignore-tlog=true")
        container = ("--rm", "--network", "host", "--env", f"KEY={public}", TOOLS)
        return docker("run", *container, "cosign", *words[:-1], *asked, words[-1], check=False)


@pytest.fixture(scope="module")
def rehearsal(image: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    name, port = "matrix-registry", free_port()
    folder = tmp_path_factory.mktemp("release")
    subprocess.run(
        [sys.executable, "-c", "import release; release.build_tools()"],
        cwd=PACKAGING,
        check=True,
    )
    with cleared_away(name):
        _serve_registry(name, port)
        repository = f"127.0.0.1:{port}/medianest"
        yield Rehearsal(image, repository, _key_in(folder))
        # By name: by its id the image under test would go as well.
        for tag in (VERSION, f"{VERSION}-amd64"):
            docker("image", "rm", f"{repository}:{tag}", check=False)


def _serve_registry(name: str, port: int) -> None:
    serve = ("sh", "-c", f"echo '{REGISTRY}' > /tmp/registry.yml && {SERVE}")
    reached = ("--publish", f"127.0.0.1:{port}:5000")
    docker("run", "--detach", "--name", name, *labelled(name), *reached, TOOLS, *serve)
    until(lambda: "listening on" in docker("logs", name), what=lambda: docker("logs", name))


def _key_in(folder: Path) -> Path:
    make = "cd /tmp && cosign generate-key-pair >/dev/null 2>&1 && cat cosign.key"
    asked = ("--rm", "--env", f"COSIGN_PASSWORD={PASSWORD}", TOOLS, "sh", "-c", make)
    key = folder / "cosign.key"
    key.write_text(docker("run", *asked))
    return key


@pytest.fixture(scope="module")
def released(rehearsal: Rehearsal) -> Rehearsal:
    done = rehearsal.release()
    assert done.returncode == 0, done.stdout
    print("\n", done.stdout[-1500:])
    return rehearsal


def test_a_release_is_there_under_each_of_its_tags(released: Rehearsal) -> None:
    asked = ("buildx", "imagetools", "inspect", "--format", "{{json .Manifest}}")
    tags = [f"{released.repository}:{tag}" for tag in (VERSION, "9.8", "9")]
    digests = {json.loads(docker(*asked, tag))["digest"] for tag in tags}

    assert len(digests) == 1


def test_its_signature_and_its_list_are_verified_with_the_public_key(released: Rehearsal) -> None:
    image = f"{released.repository}:{VERSION}"

    assert "signatures were verified" in released.cosign("verify", image)
    listed = released.cosign("verify-attestation", "--type", "cyclonedx", f"{image}-amd64")
    assert "signatures were verified" in listed


def test_its_list_names_what_lies_in_the_image(released: Rehearsal) -> None:
    [file] = released.out.glob("*.cdx.json")
    listed = json.loads(file.read_text())
    names = {one.get("purl", "").partition("@")[0] for one in listed["components"]}

    print(f"\n{len(listed['components'])} components, {file.stat().st_size / 1e6:.1f} MB")
    assert {"pkg:pypi/litestar", "pkg:pypi/medianest"} <= names
    assert {"pkg:deb/debian/postgresql-17", "pkg:deb/debian/valkey-server"} <= names


def test_its_list_names_the_ffmpeg_of_our_own_build_by_debian_s_version(
    released: Rehearsal, image: str
) -> None:
    ask = ("--entrypoint", "dpkg-query", image, "-W", "-f", "${Version}", "ffmpeg")
    there = docker("run", "--rm", *ask)

    [file] = released.out.glob("*.cdx.json")
    components = json.loads(file.read_text())["components"]

    assert "deb" in there
    # The package, and the source that it is built of.
    assert {one["version"] for one in components if one["name"] == "ffmpeg"} == {there}


def test_a_version_is_never_published_twice(released: Rehearsal) -> None:
    again = released.release()

    assert again.returncode == 1
    assert "is published already" in again.stdout


def test_an_image_that_was_put_in_its_place_is_refused(released: Rehearsal, tmp_path: Path) -> None:
    image = f"{released.repository}:{VERSION}"
    forged = f"FROM {image}-amd64\nRUN touch /forged\n"
    docker("build", "--provenance=false", "--tag", image, "-", given=forged)
    docker("push", "--quiet", image)

    said = released.cosign("verify", image)

    assert "no signatures found" in said or "no matching signatures" in said
    assert "signatures were verified" not in said
