"""One client a person, whatever the last one left behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path

import pytest

from medianest_desktop.machine import instance as module
from medianest_desktop.machine.instance import Instance, NotAnsweringError

HOLD = """
import sys, time
from pathlib import Path
from medianest_desktop.machine.instance import Instance
first = Instance(Path(sys.argv[1]))
print(first.first(), flush=True)
first.listen(lambda wish: print(wish, flush=True))
print("listens", flush=True)
time.sleep(60)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tmp_path.chmod(0o700)
    return tmp_path


@pytest.fixture
def running(folder: Path) -> Iterator[subprocess.Popen[str]]:
    words = [sys.executable, "-c", HOLD, str(folder)]
    here = {**os.environ, "PYTHONPATH": "desktop"}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=here) as first:
        assert first.stdout is not None
        assert [first.stdout.readline(), first.stdout.readline()] == ["True\n", "listens\n"]
        yield first
        first.kill()


def test_a_second_start_hands_its_wish_to_the_first(
    folder: Path, running: subprocess.Popen[str]
) -> None:
    second = Instance(folder)

    assert not second.first()
    second.tell("medianest:add?url=https://example.org")

    assert running.stdout is not None
    assert running.stdout.readline() == "medianest:add?url=https://example.org\n"


def test_what_a_killed_client_left_behind_blocks_nobody(
    folder: Path, running: subprocess.Popen[str]
) -> None:
    running.send_signal(signal.SIGKILL)
    running.wait()
    heard: list[str] = []
    after = Instance(folder)

    assert after.first()
    after.listen(heard.append)
    Instance(folder).tell("open")
    after.close()

    assert heard == ["open"]


def test_without_the_key_nobody_is_heard(folder: Path, running: subprocess.Popen[str]) -> None:
    with pytest.raises(AuthenticationError):
        Client(str(folder / "socket"), authkey=b"guessed")

    Instance(folder).tell("open")

    assert running.stdout is not None
    assert "stranger_at_the_socket" in running.stdout.readline()
    assert running.stdout.readline() == "open\n"


def test_the_key_and_the_socket_are_for_the_owner_alone(
    folder: Path, running: subprocess.Popen[str]
) -> None:
    assert (folder / "key").stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0


def test_a_client_that_holds_the_lock_and_is_silent_is_told_of(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.2)
    silent = Instance(folder)
    assert silent.first()

    with pytest.raises(NotAnsweringError):
        Instance(folder).tell("open")

    silent.close()


def test_a_stranger_who_says_nothing_does_not_close_the_door(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    first = Instance(folder)
    assert first.first()
    first.listen(heard.append)

    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(str(folder / "socket"))
    Instance(folder).tell("open")
    first.close()

    assert heard == ["open"]


def test_a_stranger_who_stays_and_says_nothing_holds_nobody_up_for_long(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The stranger is waited for half as long, which leaves a busy machine the other half.
    monkeypatch.setattr(module, "_PATIENCE", 6.0)
    heard: list[str] = []
    first = Instance(folder)
    assert first.first()
    first.listen(heard.append)

    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(str(folder / "socket"))
        Instance(folder).tell("open")
    first.close()

    assert heard == ["open"]


def test_a_first_client_that_stands_still_is_told_of(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.2)
    (folder / "key").write_bytes(b"k" * 32)

    with socket.socket(socket.AF_UNIX) as frozen:
        frozen.bind(str(folder / "socket"))
        frozen.listen()
        with pytest.raises(NotAnsweringError):
            Instance(folder).tell("open")


def test_a_home_with_a_long_path_gets_a_socket_elsewhere_and_leaves_nothing_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = Path(tempfile.mkdtemp())
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    long = tmp_path / ("x" * 120)
    long.mkdir(mode=0o700)
    heard: list[str] = []
    first = Instance(long)
    assert first.first()

    first.listen(heard.append)
    Instance(long).tell("open")
    there = [one.name for one in elsewhere.iterdir()]
    first.close()

    assert heard == ["open"]
    assert len(there) == 1
    # Empty, or this would fail.
    elsewhere.rmdir()


def test_a_folder_that_others_may_write_to_by_now_does_not_spoil_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = Path(tempfile.mkdtemp())
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    long = tmp_path / ("x" * 120)
    long.mkdir(mode=0o700)
    first = Instance(long)
    assert first.first()
    first.listen(lambda _: None)
    # As after a sweep of /tmp, which takes what nobody has used for days.
    next(elsewhere.iterdir()).chmod(0o777)

    first.close()

    following = Instance(long)
    assert following.first()
    following.close()
    shutil.rmtree(elsewhere)


def test_after_the_end_the_next_start_is_the_first(folder: Path) -> None:
    first = Instance(folder)
    assert first.first()
    first.listen(lambda _: None)

    first.close()

    following = Instance(folder)
    assert following.first()
    following.close()
