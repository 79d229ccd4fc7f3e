"""What a client that was killed while saving has left behind is cleared away, and nothing else."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from medianest_desktop.store import sweep

HOURS = 3600.0
_KILLED = """
import os, signal
from pathlib import Path
from medianest_desktop.settings import UserSettings
settings = UserSettings(Path({folder!r}))
os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
settings.change(language="de")
"""


def old(path: Path) -> Path:
    path.touch()
    os.utime(path, (0, 0))
    return path


def test_what_a_killed_save_has_left_is_removed_by_a_later_start(tmp_path: Path) -> None:
    script = _KILLED.format(folder=str(tmp_path))
    killed = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": "desktop"},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    [left] = tmp_path.iterdir()
    assert left.name.startswith(".settings.json.")

    sweep(tmp_path, now=time.time() + 2 * HOURS)

    assert list(tmp_path.iterdir()) == []


def test_what_is_being_saved_at_the_moment_stays(tmp_path: Path) -> None:
    (tmp_path / ".settings.json.abcd1234").touch()

    sweep(tmp_path)

    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    "name",
    [
        "settings.json",
        "settings.json.broken",
        ".settings.json.swp",
        ".settings.json.abcd12345",
        ".settings.json.ABCD1234",
        ".appliance.toml.abcd1234",
        "notes.abcd1234",
    ],
)
def test_what_is_named_otherwise_stays(tmp_path: Path, name: str) -> None:
    kept = old(tmp_path / name)

    sweep(tmp_path)

    assert kept.exists()


def test_what_somebody_else_has_put_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = old(tmp_path / ".settings.json.abcd1234")
    monkeypatch.setattr(os, "getuid", lambda: kept.stat().st_uid + 1)

    sweep(tmp_path)

    assert kept.exists()


def test_a_link_is_neither_followed_nor_removed(tmp_path: Path) -> None:
    target = old(tmp_path / "film.mkv")
    link = tmp_path / ".settings.json.abcd1234"
    link.symlink_to(target)
    os.utime(link, (0, 0), follow_symlinks=False)

    sweep(tmp_path)

    assert target.exists()
    assert link.is_symlink()
