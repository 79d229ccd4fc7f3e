"""Backups of the real appliance, over its interface and in its terminal."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from tests.backups.add_fixture import MEMBER, backup_of
from tests.support.appliance import Appliance
from tests.support.visited import OWNER
from tests.support.waiting import until

RAW = {"Content-Type": "application/octet-stream"}
# One appliance for all of them.
pytestmark = pytest.mark.xdist_group("backups-served")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Appliance]:
    running = Appliance(tmp_path_factory.mktemp("home")).start()
    running.set_up()
    with running.owner() as owner:
        owner.post("/admin/users", json=MEMBER).raise_for_status()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def saved(home: Appliance) -> bytes:
    return backup_of(home)


@pytest.fixture
def owner(home: Appliance) -> Iterator[httpx2.Client]:
    with home.owner() as client:
        yield client


def newest(owner: httpx2.Client) -> str:
    name: str = owner.get("/admin/backups").json()["items"][0]["name"]
    return name


def run(appliance: Appliance, *words: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "medianest", *words],
        env=appliance.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_a_backup_asked_for_is_proven_noted_and_can_be_taken_home(
    owner: httpx2.Client, saved: bytes
) -> None:
    name = newest(owner)

    status = owner.get("/admin/backups/status").json()
    noted = [one["action"] for one in owner.get("/admin/audit").json()["items"]]

    assert saved.startswith(b"manifest.json")
    assert status["lastGood"] is not None
    assert status["nextAt"] is not None
    assert {"backup.make", "backup.download"} <= set(noted)
    assert owner.get(f"/admin/backups/{name}/file").headers["cache-control"] == "no-store"


def test_only_the_owner_gets_to_them(home: Appliance, saved: bytes) -> None:
    with home.client() as stranger:
        known = {name: MEMBER[name] for name in ("email", "password")}
        token = stranger.post("/auth/login", json=known).json()["tokens"]["accessToken"]
    with home.client() as stranger, home.client(token) as member:
        answers = [
            stranger.get("/admin/backups"),
            member.get("/admin/backups"),
            member.post("/admin/backups"),
            member.post("/admin/backups/upload", content=saved, headers=RAW),
        ]

    assert [answer.status_code for answer in answers] == [401, 403, 403, 403]


@pytest.mark.parametrize(
    "name", ["..%2Fkeys%2F0001.key", "%2e%2e", ".lock", "x.tar", "a%00.tar", "x" * 300 + ".tar"]
)
def test_a_name_leads_nowhere_but_to_a_backup(owner: httpx2.Client, name: str) -> None:
    assert owner.get(f"/admin/backups/{name}/file").status_code in {400, 404}
    assert owner.delete(f"/admin/backups/{name}").status_code in {400, 404, 405}
    assert owner.delete(f"/admin/backups/asides/{name}").status_code in {400, 404, 405}


def test_a_brought_backup_is_listed_and_a_damaged_one_leaves_nothing(
    home: Appliance, owner: httpx2.Client, saved: bytes
) -> None:
    # Longer than any other route takes.
    junk = owner.post("/admin/backups/upload", content=os.urandom(3_000_000), headers=RAW)
    cut = owner.post("/admin/backups/upload", content=saved[:-2000], headers=RAW)
    whole = owner.post("/admin/backups/upload?name=mine.tar", content=saved, headers=RAW)

    assert [junk.status_code, cut.status_code, whole.status_code] == [422, 422, 201]
    assert whole.json()["reason"] == "uploaded"
    assert whole.json()["state"] == "unverified"
    assert not list((home.data_dir / "backups").glob(".*.arriving"))


def test_a_restore_wants_the_name_twice(owner: httpx2.Client, saved: bytes) -> None:
    answer = owner.post(f"/admin/backups/{newest(owner)}/restore", json={"name": "another"})

    assert answer.json()["code"] == "names_differ"


def test_once_there_is_an_owner_the_set_up_code_opens_nothing(home: Appliance) -> None:
    with home.client() as stranger:
        answer = stranger.get("/auth/setup/backups", headers={"X-Setup-Code": "ANY"})

    assert answer.status_code == 409


def test_whoever_guesses_the_set_up_code_is_slowed_down(tmp_path: Path) -> None:
    fresh = Appliance(tmp_path).start()
    wrong = {"X-Setup-Code": "GUES-SING-CODE"}

    with fresh.client() as stranger:
        said = [stranger.get("/auth/setup/backups", headers=wrong) for _ in range(11)]
        sent = stranger.post("/auth/setup/backups", content=b"x", headers={**wrong, **RAW})
    fresh.stop()

    assert [one.status_code for one in said] == [403] * 10 + [429]
    assert sent.status_code == 429


def test_the_terminal_makes_and_proves_one_beside_the_running_appliance(
    home: Appliance, tmp_path: Path
) -> None:
    target = tmp_path / "mine.tar"

    made = run(home, "backup", "--to", str(target))
    unsaid = run(home, "restore", str(target))

    assert made[0] == 0, made[1]
    assert "is proven" in made[1]
    assert unsaid[0] == 1
    assert "--yes" in unsaid[1]


def test_restored_it_starts_anew_with_everybody_signed_out_and_told(
    home: Appliance, owner: httpx2.Client, saved: bytes
) -> None:
    pid, name = home.pid, newest(owner)
    changed = {"name": "Changed since"}
    owner.patch("/auth/profile", json=changed)

    asked = owner.post(f"/admin/backups/{name}/restore", json={"name": name})
    until((home.data_dir / "restore" / "last.json").exists, what=home.tail)
    home.wait_ready()

    assert (asked.status_code, home.pid) == (202, pid)
    assert owner.get("/auth/session").status_code == 401
    with home.owner() as again:
        status = again.get("/admin/backups/status").json()
        told = [one["kind"] for one in again.get("/notifications").json()["items"]]
        assert again.get("/auth/session").json()["user"]["name"] == OWNER["name"]
        assert status["lastRestore"]["outcome"] == "restored"
        assert "backup.restored" in told
        (aside,) = status["asides"]
        assert aside["size"] > 1_000_000
        assert again.delete(f"/admin/backups/asides/{aside['name']}").status_code == 204
