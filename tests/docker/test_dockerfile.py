"""The Dockerfile and the program of its health check, without building anything."""

import re
import subprocess
import sys
from pathlib import Path

from tests.docker.published import DOCKER, dockerfile, inside

from medianest.infra.container import RUN_FOLDERS

HADOLINT = Path(sys.executable).with_name("hadolint")


def test_hadolint_finds_nothing() -> None:
    done = subprocess.run(
        [HADOLINT, "--no-color", "-c", DOCKER / "hadolint.yaml", DOCKER / "Dockerfile"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout + done.stderr == ""


def test_the_ports_that_are_exposed_are_those_that_are_served() -> None:
    server = inside({}).server

    assert dockerfile("EXPOSE") == [f"{server.port} {server.tls_port}"]


def test_the_folders_of_the_settings_are_in_the_image() -> None:
    made = (DOCKER / "system" / "slim").read_text()
    settings = inside({})

    assert f"{settings.data_dir} {settings.media_dir}" in made
    assert "MEDIANEST_CONTAINER=1" in " ".join(dockerfile("ENV"))


def test_what_a_nas_shows_leads_to_the_port() -> None:
    assert f"[PORT:{inside({}).server.port}]" in " ".join(dockerfile("LABEL"))


def test_the_health_check_looks_where_the_appliance_leaves_its_address() -> None:
    looked = re.findall(
        r"^for folder in (.+); do$", (DOCKER / "healthcheck").read_text(), re.MULTILINE
    )

    assert [one.split() for one in looked] == [[str(folder) for folder in RUN_FOLDERS]]
