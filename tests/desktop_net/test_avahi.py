"""A host's own avahi-daemon announces the appliance from the file that `medianest avahi` prints."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.desktop_net.home import Home, Machine
from tests.desktop_net.housed import appliance_on, client_on, id_of, pair

SERVER, CLIENT = "192.168.77.1", "192.168.77.2"
_AVAHI = shutil.which("avahi-daemon", path="/usr/sbin:/usr/bin:/sbin")
_CONFIGURATION = """\
[server]
enable-dbus=no
host-name=nest
[rlimits]
"""
# It reads this folder and writes that one, whatever it is told: both are its own for this once.
_OWN_FOLDERS = (
    'mount --bind "$1" /etc/avahi && mkdir -p /run/avahi-daemon && mount -t tmpfs none'
    ' /run/avahi-daemon && exec "$2" --no-drop-root --no-chroot --no-rlimits'
)

pytestmark = pytest.mark.skipif(_AVAHI is None, reason="avahi-daemon is not installed")


@contextmanager
def avahi_on(machine: Machine, folder: Path, service: str) -> Iterator[None]:
    (folder / "services").mkdir(parents=True)
    (folder / "avahi-daemon.conf").write_text(_CONFIGURATION)
    (folder / "services" / "medianest.service").write_text(service)
    words = ["unshare", "--mount", "sh", "-c", _OWN_FOLDERS, "sh", str(folder), str(_AVAHI)]
    with machine.inside(), (folder / "log").open("wb") as log:
        daemon = subprocess.Popen(words, stdout=log, stderr=log)
    try:
        yield
    finally:
        daemon.terminate()
        daemon.wait(timeout=20)


def test_the_file_that_the_command_prints_makes_it_found(lan: Home, tmp_path: Path) -> None:
    server, desk = lan.machine("server", f"{SERVER}/24"), lan.machine("client", f"{CLIENT}/24")
    silent = {"MEDIANEST__MDNS__ENABLED": "false", "MEDIANEST__MDNS__NAME": "Müller & Söhne"}
    with (
        appliance_on(server, tmp_path / "nest", **silent) as nest,
        client_on(desk, tmp_path) as client,
    ):
        printed = subprocess.run(
            [sys.executable, "-m", "medianest", "avahi"],
            env=nest.environment(),
            capture_output=True,
            text=True,
            check=True,
        )
        with avahi_on(server, tmp_path / "avahi", printed.stdout):
            announced = client.finds(id_of(server, nest), within=60)
            pair(client, server, nest, announced["id"])

    assert announced["name"] == "Müller & Söhne"
    assert SERVER in announced["hosts"]
