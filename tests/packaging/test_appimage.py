"""The client with a Python and a Qt of its own, in the folder that an AppImage holds."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

import pytest
from tests.desktop_gui.desktop import desktop
from tests.packaging.conftest import ROOT

pytestmark = pytest.mark.timeout(1800)
NAME = "org.medianest.Desktop"
FOLDER = "MediaNest.AppDir"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder, taken away from the checkout and from the environment that built it."""
    there = os.environ.get("MEDIANEST_PACKAGES", "")
    if there:
        yield Path(there) / FOLDER
        return
    out = tmp_path_factory.mktemp("appimage")
    build = [sys.executable, str(ROOT / "packaging/build.py"), "appimage-folder"]
    subprocess.run([*build, "--out", str(out)], check=True, capture_output=True)
    shutil.move(ROOT / "build/packages" / FOLDER, out)
    yield out / FOLDER
    shutil.rmtree(out / FOLDER)


def test_the_built_client_proves_itself_with_a_window(folder: Path, tmp_path: Path) -> None:
    with desktop(tmp_path / "desk") as there:
        # Nothing of the checkout: neither its folder, nor its Python on the path.
        env = {**there.env, "PATH": "/usr/bin:/bin"}
        words = [str(folder / "AppRun"), "--self-test"]
        done = subprocess.run(
            words, env=env, cwd=tmp_path, capture_output=True, text=True, check=False
        )

    proof = json.loads(done.stdout)
    results = {check["name"]: check["result"] for check in proof["checks"]}
    assert proof["ok"], [check for check in proof["checks"] if check["result"] == "failed"]
    assert done.returncode == 0
    assert {results[name] for name in ("imports", "engine", "keyring", "alerts", "window")} == {
        "passed"
    }


def test_the_folder_is_laid_out_as_an_appimage_wants_it(folder: Path) -> None:
    entry = ConfigParser(interpolation=None)
    entry.read(folder / f"{NAME}.desktop")
    said = entry["Desktop Entry"]

    assert os.access(folder / "AppRun", os.X_OK)
    assert os.access(folder / "usr/bin" / said["Exec"].split(maxsplit=1)[0], os.X_OK)
    assert (folder / f"{said['Icon']}.png").read_bytes()[:4] == b"\x89PNG"
    assert (folder / ".DirIcon").resolve() == folder.resolve() / f"{NAME}.png"
    description = folder / f"usr/share/metainfo/{NAME}.metainfo.xml"
    subprocess.run(["desktop-file-validate", str(folder / f"{NAME}.desktop")], check=True)
    subprocess.run(["appstreamcli", "validate", "--no-net", str(description)], check=True)


def test_no_library_is_a_link_that_leads_out_of_the_folder(folder: Path) -> None:
    inside = folder.resolve()

    links = [path for path in folder.rglob("*") if path.is_symlink()]

    assert [path for path in links if not path.resolve().is_relative_to(inside)] == []
    assert [path for path in links if not path.exists()] == []
