"""The appliance's Debian package in a Debian that has nothing else."""

import os
import signal
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from tests.packaging.clean_root import CleanRoot, clean_root
from tests.packaging.conftest import ROOT, needs_root
from tests.support.appliance import free_port
from tests.support.waiting import until

pytestmark = [needs_root, pytest.mark.timeout(900)]
UNIT = "usr/lib/systemd/system/medianest.service"
STATE = "var/lib/medianest"


@pytest.fixture(scope="module")
def root(server_deb: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CleanRoot]:
    with clean_root(tmp_path_factory.mktemp("clean") / "root") as made:
        made.install(server_deb)
        yield made


@contextmanager
def served(root: CleanRoot, port: int) -> Iterator[None]:
    """The command of the unit, run as its user and with its variables, as systemd would."""
    unit = (root.folder / UNIT).read_text()
    (command,) = (line[10:] for line in unit.splitlines() if line.startswith("ExecStart="))
    variables = [f"MEDIANEST__SERVER__PORT={port}", "MEDIANEST__SERVER__TLS_PORT=0"]
    as_user = ["setpriv", "--reuid=medianest", "--regid=medianest", "--init-groups"]
    words = ["env", "-i", "HOME=/var/lib/medianest", "PATH=/usr/bin:/bin", *variables]
    whole = ["chroot", str(root.folder), *as_user, *words, *command.split()]
    with subprocess.Popen(whole, start_new_session=True) as appliance:
        yield
        appliance.send_signal(signal.SIGTERM)
        assert appliance.wait(60) == 0


def test_the_command_of_the_service_brings_the_appliance_up(root: CleanRoot) -> None:
    port = free_port()

    def is_well() -> bool:
        try:
            return httpx2.get(f"http://127.0.0.1:{port}/health").status_code == 200
        except httpx2.TransportError:
            return False

    with served(root, port):
        until(is_well, what="a healthy appliance", within=180)

    owner = (root.folder / STATE).stat()
    assert (root.folder / "etc/passwd").read_text().count(f":{owner.st_uid}:{owner.st_gid}:") == 1
    assert stat.S_IMODE(owner.st_mode) == 0o750


def test_settings_are_read_by_root_and_the_service_alone(root: CleanRoot) -> None:
    settings = (root.folder / "etc/medianest/config.toml").stat()

    assert (settings.st_uid, stat.S_IMODE(settings.st_mode)) == (0, 0o640)


def test_systemd_finds_no_fault_in_the_unit(root: CleanRoot, tmp_path: Path) -> None:
    text = (root.folder / UNIT).read_text()
    # Its program lies in the other root, and systemd looks whether it is there.
    unit = tmp_path / "medianest.service"
    unit.write_text(text.replace("ExecStart=/", f"ExecStart={root.folder}/"))

    verify = ["systemd-analyze", "verify", "--man=no", str(unit)]
    done = subprocess.run(verify, capture_output=True, text=True, check=False)

    assert [line for line in done.stderr.splitlines() if "medianest" in line] == []


def test_the_unit_is_shut_in(root: CleanRoot) -> None:
    judge = ["systemd-analyze", "security", "--offline=yes", "--threshold=30"]
    unit = str(ROOT / "packaging/linux/server/root" / UNIT)

    done = subprocess.run([*judge, unit], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout.splitlines()[-1:]


def test_purging_keeps_the_data_unless_one_says_otherwise(
    root: CleanRoot, server_deb: Path
) -> None:
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    (root.folder / STATE / "kept").touch()

    root.run("apt-get", "purge", "-y", "-q", "medianest", env=quiet)
    kept = (root.folder / STATE / "kept").exists()
    root.install(server_deb)
    answer = "echo medianest medianest/purge-data boolean true | debconf-set-selections"
    root.run("sh", "-c", answer)
    root.run("apt-get", "purge", "-y", "-q", "medianest", env=quiet)

    assert kept
    assert not (root.folder / STATE).exists()
    assert not os.path.lexists(root.folder / "etc/medianest/config.toml")
