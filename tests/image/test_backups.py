"""Backups of one container in another; what becomes of bad ones, and of a stop in the middle."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from tests.backups.add_fixture import backup_of, furnish
from tests.image.boxed import Boxed, cleared_away, docker
from tests.support.visited import OWNER
from tests.support.waiting import until

NAME = f"bak-{os.getpid()}"
RAW = {"Content-Type": "application/octet-stream"}
# Several containers start in one test, on whatever machine this is.
PATIENCE = 300
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def home(image: str) -> Iterator[Boxed]:
    """A household in a container of its own."""
    name = f"{NAME}-home"
    with cleared_away(name):
        boxed = Boxed(name, image, environment={"MEDIANEST__MDNS__ENABLED": "false"}).run()
        boxed.wait_ready(within=PATIENCE)
        furnish(boxed)
        yield boxed


@pytest.fixture(scope="module")
def saved(home: Boxed) -> bytes:
    """A proven backup of it."""
    return backup_of(home)


@pytest.fixture
def fresh(image: str) -> Iterator[Boxed]:
    """Another container with empty volumes."""
    name = f"{NAME}-fresh"
    with cleared_away(name):
        boxed = Boxed(name, image, environment={"MEDIANEST__MDNS__ENABLED": "false"}).run()
        boxed.wait_ready(within=PATIENCE)
        yield boxed


def people(boxed: Boxed) -> set[str]:
    with boxed.owner() as owner:
        return {
            one["email"] for one in owner.get("/admin/users").raise_for_status().json()["items"]
        }


def restored(boxed: Boxed) -> bool:
    try:
        with boxed.owner() as owner:
            last = owner.get("/admin/backups/status").json()["lastRestore"]
    except (AssertionError, httpx2.HTTPError):
        return False
    return last is not None and last["outcome"] == "restored"


def test_a_backup_is_restored_at_first_run_of_another_container(fresh: Boxed, saved: bytes) -> None:
    code = {"X-Setup-Code": fresh.setup_code}
    with fresh.client() as stranger:
        sent = stranger.post("/auth/setup/backups", content=saved, headers={**code, **RAW})
        assert sent.status_code == 201, sent.text
        asked = stranger.post(
            "/auth/setup/restore", json={"name": sent.json()["name"]}, headers=code
        )

    began = time.monotonic()
    until(lambda: restored(fresh), what=fresh.logs, within=PATIENCE)
    print(f"restored at first run within {time.monotonic() - began:.1f} s")

    assert asked.status_code == 202
    assert people(fresh) == {OWNER["email"], "max@example.org"}
    with fresh.client() as stranger:
        assert stranger.get("/auth/setup/backups", headers=code).status_code == 409


@pytest.mark.parametrize("harm", ["cut", "bit"])
def test_a_damaged_file_is_refused_and_everything_stays(
    home: Boxed, saved: bytes, tmp_path: Path, harm: str
) -> None:
    half = len(saved) // 2
    bad = saved[:half] if harm == "cut" else saved[:half] + b"?" + saved[half + 1 :]
    (tmp_path / "bad.tar").write_bytes(bad)

    with home.owner() as owner:
        sent = owner.post("/admin/backups/upload", content=bad, headers=RAW)
    docker("cp", str(tmp_path / "bad.tar"), f"{home.name}:/data/backups/bad.tar")
    verified = docker("exec", home.name, "medianest", "verify", "bad.tar", check=False)
    restore = docker("exec", home.name, "medianest", "restore", "--yes", "bad.tar", check=False)

    assert sent.status_code == 422
    assert sent.json()["code"] == "backup_unreadable"
    assert "damaged" in verified or "cut off" in verified
    assert "damaged" in restore or "cut off" in restore
    assert people(home) == {OWNER["email"], "max@example.org"}


def test_a_backup_without_an_owner_is_refused_and_the_household_comes_back(
    home: Boxed, fresh: Boxed, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.tar"
    docker("exec", fresh.name, "medianest", "backup", "--to", "/data/empty.tar")
    docker("cp", f"{fresh.name}:/data/empty.tar", str(empty))
    with home.owner() as owner:
        name = owner.post("/admin/backups/upload", content=empty.read_bytes(), headers=RAW).json()[
            "name"
        ]
        owner.post(f"/admin/backups/{name}/restore", json={"name": name}).raise_for_status()

    until(lambda: "restore_ended" in home.logs(), what=home.logs, within=PATIENCE)
    home.wait_ready(within=PATIENCE)

    with home.owner() as owner:
        last = owner.get("/admin/backups/status").json()["lastRestore"]
    assert last["outcome"] == "refused"
    assert "owner" in last["detail"]
    assert people(home) == {OWNER["email"], "max@example.org"}


def test_restored_from_inside_the_running_container_it_comes_back_with_everything(
    fresh: Boxed, saved: bytes, tmp_path: Path
) -> None:
    fresh.set_up()
    (tmp_path / "saved.tar").write_bytes(saved)
    docker("cp", str(tmp_path / "saved.tar"), f"{fresh.name}:/data/saved.tar")

    said = fresh.execute("medianest", "restore", "--yes", "/data/saved.tar")

    assert "was restored" in said
    fresh.wait_ready(within=PATIENCE)
    assert people(fresh) == {OWNER["email"], "max@example.org"}
    aside = fresh.execute("ls", "/data/aside").split()
    assert len(aside) == 1


def test_killed_in_the_middle_of_a_restore_it_goes_through_with_it(
    fresh: Boxed, saved: bytes, tmp_path: Path
) -> None:
    fresh.set_up()
    with fresh.owner() as owner:
        name = owner.post("/admin/backups/upload", content=saved, headers=RAW).json()["name"]
        owner.post(f"/admin/backups/{name}/restore", json={"name": name}).raise_for_status()
    until(lambda: '"restoring"' in fresh.logs(), what=fresh.logs, within=PATIENCE)

    fresh.kill()
    fresh.start()
    fresh.wait_ready(within=PATIENCE)

    assert people(fresh) == {OWNER["email"], "max@example.org"}


def test_stopped_during_a_backup_it_ends_cleanly_and_leaves_nothing_half(home: Boxed) -> None:
    with home.owner() as owner:
        before = {one["name"] for one in owner.get("/admin/backups").json()["items"]}
        owner.post("/admin/backups").raise_for_status()
    until(lambda: "partial" in home.execute("ls", "/data/backups"), what="a backup being made")

    stopped = home.stop()
    home.start()
    home.wait_ready(within=PATIENCE)

    assert (stopped.status, stopped.seconds < 10) == (0, True)
    print(f"stopped during a backup within {stopped.seconds:.1f} s")

    def made_after_all() -> bool:
        with home.owner() as owner:
            items = owner.get("/admin/backups").json()["items"]
        return any(one["name"] not in before and one["state"] == "good" for one in items)

    until(made_after_all, what="the job that was given back", within=PATIENCE)
    assert "partial" not in home.execute("ls", "/data/backups")
