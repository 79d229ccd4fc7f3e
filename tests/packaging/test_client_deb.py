"""The client's Debian package in a Debian that has nothing else."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.packaging.clean_root import CleanRoot, clean_root
from tests.packaging.conftest import needs_root

pytestmark = [needs_root, pytest.mark.timeout(900)]
DISPLAY = ":72"
SCREENS = "/tmp/.X11-unix"  # noqa: S108  # where X has its sockets
APPLICATION = "usr/share/applications/org.medianest.Desktop.desktop"
METAINFO = "usr/share/metainfo/org.medianest.Desktop.metainfo.xml"


@pytest.fixture(scope="module")
def screen() -> Iterator[str]:
    words = ["Xvfb", DISPLAY, "-screen", "0", "1280x800x24", "-noreset", "-ac", "-nolisten", "tcp"]
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as display:
        yield DISPLAY
        display.terminate()


@pytest.fixture(scope="module")
def root(
    client_deb: Path, screen: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CleanRoot]:
    folder = tmp_path_factory.mktemp("clean") / "root"
    with clean_root(folder, shared=[SCREENS]) as made:
        made.install(client_deb)
        yield made


def test_the_installed_client_proves_itself(root: CleanRoot, screen: str) -> None:
    home = {"MEDIANEST_DESKTOP_HOME": "/root/home", "DISPLAY": screen}

    done = root.run("medianest-desktop", "--self-test", env=home, succeeds=False)

    proof = json.loads(done.stdout)
    failed = [check for check in proof["checks"] if check["result"] == "failed"]
    assert proof["ok"], failed
    assert done.returncode == 0


def test_the_menu_entry_and_the_description_are_valid(root: CleanRoot) -> None:
    subprocess.run(["desktop-file-validate", str(root.folder / APPLICATION)], check=True)
    validate = ["appstreamcli", "validate", "--no-net", str(root.folder / METAINFO)]
    subprocess.run(validate, check=True)


def test_links_of_the_appliance_open_the_client(root: CleanRoot) -> None:
    entry = (root.folder / APPLICATION).read_text()

    assert "MimeType=x-scheme-handler/medianest;" in entry
    assert "Exec=medianest-desktop %u" in entry


def test_every_size_of_the_icon_is_there(root: CleanRoot) -> None:
    theme = root.folder / "usr/share/icons/hicolor"

    kinds = {path.parent.parent.name for path in theme.rglob("org.medianest.Desktop*")}

    assert kinds >= {"16x16", "48x48", "256x256", "512x512", "scalable", "symbolic"}


def test_removing_it_leaves_nothing_behind(root: CleanRoot) -> None:
    root.run("apt-get", "purge", "-y", "-q", "medianest-desktop")

    assert not (root.folder / "usr/lib/medianest-desktop").exists()
    assert list((root.folder / "usr/share").rglob("*org.medianest*")) == []
