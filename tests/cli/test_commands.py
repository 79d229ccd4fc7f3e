"""The commands as an owner runs them: real processes, real exit statuses."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx2
import psutil
import pytest
from tests.support.appliance import OWNER, Appliance, free_port

import medianest

# One appliance for all who leave it as it was.
pytestmark = pytest.mark.xdist_group("commands")


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Appliance]:
    """A running appliance that nobody sets up, stops or kills."""
    running = Appliance(tmp_path_factory.mktemp("untouched")).start()
    yield running
    running.stop()


def run(
    *words: str, environment: dict[str, str] | None = None, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "medianest", *words],
        env={**kept, **(environment or {})},
        input=typed,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def beside(appliance: Appliance, **changes: str) -> dict[str, str]:
    return {**appliance.environment(), **changes}


def verdicts(report: str) -> dict[str, str]:
    lines = [line.split() for line in report.splitlines() if not line.startswith(" ")]
    return {line[1]: line[0] for line in lines}


def test_version_is_that_of_the_package() -> None:
    done = run("version")

    assert (done.returncode, done.stdout.strip()) == (0, medianest.__version__)


def test_a_wrong_setting_is_named_and_ends_with_2(tmp_path: Path) -> None:
    settings = {"MEDIANEST__DATA_DIR": str(tmp_path), "MEDIANEST__SERVER__PORT": "many"}

    done = run("serve", environment=settings)

    assert done.returncode == 2
    assert "server.port = 'many'" in done.stderr


def test_avahi_announces_the_running_appliance_under_the_published_ports(
    untouched: Appliance,
) -> None:
    told = httpx2.get(f"{untouched.base_url}/api/v1/info").json()
    settings = beside(untouched, MEDIANEST__SERVER__TLS_PORT="8767")

    done = run("avahi", "--port", "80", "--tls-port", "443", environment=settings)

    group = ET.fromstring(done.stdout.encode())  # noqa: S314 - our own words
    said = [one.text for one in group.iter("txt-record")]
    assert group.findtext("service/port") == "443"
    assert {f"id={told['instanceId']}", f"ver={told['version']}", "port=80"} <= set(said)
    assert "proto=https" in said


def test_a_second_start_on_the_same_data_ends_with_78(untouched: Appliance) -> None:
    again = beside(untouched, MEDIANEST__SERVER__PORT=str(free_port()))

    done = run("serve", environment=again)

    assert done.returncode == 78
    assert f"already uses {untouched.data_dir}" in done.stderr


def test_a_taken_port_ends_with_78_and_says_so(untouched: Appliance, tmp_path: Path) -> None:
    elsewhere = beside(untouched, MEDIANEST__DATA_DIR=str(tmp_path / "other"))

    done = run("serve", environment=elsewhere)

    assert done.returncode == 78
    assert f"Cannot listen on 127.0.0.1:{untouched.port}" in done.stderr


def test_a_data_directory_that_cannot_be_made_ends_with_78(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings = {
        "MEDIANEST__DATA_DIR": str(tmp_path / "file" / "data"),
        "MEDIANEST__SERVER__PORT": str(free_port()),
    }

    done = run("serve", environment=settings)

    assert done.returncode == 78
    assert "cannot be made" in done.stderr


def test_the_setup_code_is_private_and_gone_after_use(appliance: Appliance) -> None:
    code = appliance.data_dir / "setup-code"
    mode = stat.S_IMODE(code.stat().st_mode)

    appliance.set_up()

    assert mode == 0o600
    assert not code.exists()
    assert httpx2.get(f"{appliance.base_url}/api/v1/info").json()["setupOpen"] is False


def test_the_owner_of_the_settings_can_sign_in_at_once(tmp_path: Path) -> None:
    (tmp_path / "password").write_text(OWNER["password"])
    unattended = Appliance(
        tmp_path,
        MEDIANEST__OWNER__EMAIL=OWNER["email"],
        MEDIANEST__OWNER__PASSWORD_FILE=str(tmp_path / "password"),
    ).start(virgin=True)

    with unattended.owner() as owner:
        session = owner.get("/auth/session").json()

    assert unattended.stop() == 0
    assert session["user"]["role"] == "owner"
    assert not (unattended.data_dir / "setup-code").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_leaves_no_process_behind(appliance: Appliance, number: int) -> None:
    family = psutil.Process(appliance.pid).children(recursive=True)

    status = appliance.signal(number)

    assert status == 0
    assert family
    assert [one for one in family if is_alive(one)] == []


def test_a_kill_leaves_no_process_behind(appliance: Appliance) -> None:
    family = psutil.Process(appliance.pid).children(recursive=True)

    appliance.kill()

    _, alive = psutil.wait_procs(family, timeout=60)
    assert [one for one in alive if is_alive(one)] == []


def is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_two_appliances_run_side_by_side(tmp_path: Path, untouched: Appliance) -> None:
    other = Appliance(tmp_path / "other").start()

    names = {
        httpx2.get(f"{one.base_url}/api/v1/info").json()["instanceId"] for one in (untouched, other)
    }

    assert other.stop() == 0
    assert len(names) == 2


def test_reset_password_works_beside_the_running_appliance(appliance: Appliance) -> None:
    token = appliance.set_up()["tokens"]["accessToken"]
    fresh = "another long password"

    done = run("reset-password", OWNER["email"], environment=beside(appliance), typed=f"{fresh}\n")

    assert done.returncode == 0, done.stderr
    with appliance.client(token) as old, appliance.client() as new:
        known = {"email": OWNER["email"], "password": fresh}
        assert new.post("/auth/login", json=known).status_code == 200
        refused = new.post("/auth/login", json={**known, "password": OWNER["password"]})
        assert refused.status_code == 401
        assert old.get("/auth/session").status_code == 401


def test_reset_password_of_a_stranger_says_so(untouched: Appliance) -> None:
    words = ("reset-password", "nobody@example.org")

    done = run(*words, environment=beside(untouched), typed="another long password\n")

    assert done.returncode == 1
    assert "nobody@example.org" in done.stderr


def test_migrate_makes_the_tables_and_stops(tmp_path: Path) -> None:
    settings = {"MEDIANEST__DATA_DIR": str(tmp_path)}

    first, second = run("migrate", environment=settings), run("migrate", environment=settings)

    assert (first.returncode, second.returncode) == (0, 0)
    assert (tmp_path / "postgres").is_dir()


def test_the_doctor_finds_a_running_appliance_well(untouched: Appliance) -> None:
    done = run("doctor", environment=beside(untouched))

    assert done.returncode == 0, done.stdout
    found = verdicts(done.stdout)
    expected = ("settings", "data", "clock", "port", "ffmpeg", "database", "media", "valkey")
    assert {name: found[name] for name in expected} == dict.fromkeys(expected, "ok")
    assert found["plex"] == "warning"


def test_the_doctor_names_a_taken_port_and_a_folder_without_rights(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "http.server", "0", "--bind", "127.0.0.1"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        cwd=tmp_path,
    ) as other:
        assert other.stdout is not None
        port = other.stdout.readline().split()[5]
        (tmp_path / "media").write_text("a file where a folder should be")
        settings = {
            "MEDIANEST__DATA_DIR": str(tmp_path / "data"),
            "MEDIANEST__MEDIA_DIR": str(tmp_path / "media"),
            "MEDIANEST__SERVER__PORT": port,
        }
        run("migrate", environment=settings)

        done = run("doctor", environment=settings)
        other.terminate()

    assert done.returncode == 1
    assert verdicts(done.stdout)["port"] == "failed"
    assert verdicts(done.stdout)["media"] == "failed"
