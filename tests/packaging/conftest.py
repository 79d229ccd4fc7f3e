"""The packages, built once for all tests; $MEDIANEST_PACKAGES names a folder of built ones."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may install in another root")


def built(part: str, pattern: str, folder: Path) -> Path:
    """The package that `packaging/build.py` makes of `part`."""
    there = os.environ.get("MEDIANEST_PACKAGES", "")
    if there:
        return next(Path(there).glob(pattern))
    command = [sys.executable, str(ROOT / "packaging/build.py"), part, "--out", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob(pattern))


@pytest.fixture(scope="session")
def client_deb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("deb-desktop", "medianest-desktop_*.deb", tmp_path_factory.mktemp("client"))


@pytest.fixture(scope="session")
def server_deb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("deb-server", "medianest_*.deb", tmp_path_factory.mktemp("server"))
