"""The data volume is full: it says so, stays alive, and goes on when there is room again."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import httpx2
import pytest
from tests.image.boxed import Boxed, docker, labelled
from tests.image.street import SETTINGS, Street, furnish, opened_street
from tests.support.main_job import ended, submit
from tests.support.waiting import until

# As small as a disk can be that still holds a new database.
SIZE = "400m"
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def cramped(image: str, tmp_path: Path) -> Iterator[tuple[Boxed, Street]]:
    """An appliance with an owner, whose data lie on a small disk of their own."""
    appliance = Boxed("matrix-full", image, environment=SETTINGS)
    small = ("--opt", "type=tmpfs", "--opt", "device=tmpfs", "--opt", f"o=size={SIZE},mode=1777")
    with opened_street(appliance, tmp_path) as street:
        docker("volume", "rm", f"{appliance.name}-data")
        docker("volume", "create", *labelled(appliance.name), *small, f"{appliance.name}-data")
        appliance.run().wait_ready()
        appliance.set_up()
        with appliance.owner() as owner:
            furnish(owner)
        yield appliance, street


def fill(appliance: Boxed) -> None:
    """Leave not a byte."""
    docker(
        "exec", "--user", "0", appliance.name, "sh", "-c", "cat /dev/zero > /data/x", check=False
    )
    assert "100%" in appliance.execute("df", "/data")


def make_lists(client: httpx2.Client) -> tuple[list[str], dict[str, str]]:
    """Go on until one is refused: what was acknowledged before, and the refusal."""
    kept: list[str] = []
    for number in count(1):
        answer = client.post("/media/lists", json={"title": f"List {number}"})
        if answer.status_code != 201:
            return kept, answer.json()
        kept.append(answer.json()["slug"])
    raise AssertionError


def test_a_full_disk_is_named_and_nothing_acknowledged_is_lost(
    cramped: tuple[Boxed, Street],
) -> None:
    appliance, street = cramped
    with appliance.owner() as owner:
        before = submit(owner, street.video(1))
        assert ended(owner, before)["state"] == "available"

        fill(appliance)
        kept, refusal = make_lists(owner)
        alive = httpx2.get(f"{appliance.base_url}/health", timeout=10).status_code
        read = owner.get(f"/youtube/downloads/{before}").status_code
        appliance.execute("rm", "/data/x")
        until(appliance.is_ready, what=appliance.last_words)
        after = submit(owner, street.video(2))
        found = {one["slug"] for one in owner.get("/media/lists").json()["items"]}

        print(f"\n{len(kept)} lists were acknowledged before: {refusal['detail']}")
        assert refusal["code"] == "disk_full", refusal
        assert (alive, read) == (200, 200)
        assert set(kept) - found == set()
        assert ended(owner, after)["state"] == "available"


def test_a_start_on_a_full_disk_says_what_to_do(cramped: tuple[Boxed, Street]) -> None:
    appliance, _ = cramped
    # A second container holds the disk, which would vanish with its last user.
    name = f"{appliance.name}-holder"
    volume = ("--volume", f"{appliance.name}-data:/data")
    docker(
        *("run", "--detach", "--name", name, *labelled(appliance.name), *volume, "--user", "0"),
        *("--no-healthcheck", "--entrypoint", "sleep", appliance.image, "infinity"),
    )
    appliance.stop()
    docker("exec", name, "sh", "-c", "cat /dev/zero > /data/x", check=False)

    appliance.start()
    refused = until(lambda: not appliance.state()["Running"], what=appliance.last_words)
    status = appliance.state()["ExitCode"]
    docker("exec", name, "rm", "/data/x")
    appliance.start()
    appliance.wait_ready()

    assert refused
    assert status == 78, appliance.logs()
    assert "full" in appliance.logs()
