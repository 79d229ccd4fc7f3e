"""Another person of this computer cannot speak to the client, even where the folder is open."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.waiting import until

from medianest_desktop.machine.instance import Instance

pytestmark = [
    pytest.mark.skipif(
        sys.platform == "win32" or os.getuid() != 0, reason="only root can become somebody else"
    ),
]

_NOBODY = 65534
# Standard library alone: another person reads neither the checkout nor its environment.
_INTRUDE = """
import json, os, sys
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
folder, gave = sys.argv[1], {}
def attempt(name, do):
    try:
        gave[name] = repr(do())
    except (OSError, EOFError, AuthenticationError) as refused:
        gave[name] = type(refused).__name__
def tell():
    with Client(folder + "/socket", authkey=b"k" * 32) as line:
        line.send_bytes(b"quit")
attempt("socket", tell)
attempt("key", lambda: open(folder + "/key", "rb").read())
attempt("lock", lambda: os.remove(folder + "/lock"))
print(json.dumps(gave))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The client's own, below folders that everybody may walk through."""
    opened = []
    for one in (tmp_path, *tmp_path.parents):
        mode = one.stat().st_mode
        if not mode & 0o001:
            opened.append((one, mode))
            one.chmod(mode | 0o011)
    own = tmp_path / "run"
    own.mkdir(mode=0o700)
    yield own
    for one, mode in opened:
        one.chmod(mode & 0o7777)


def intrude(folder: Path) -> dict[str, str]:
    """What somebody else gets who tries the socket, the key and the lock."""
    words = ["/usr/bin/env", "python3", "-I", "-c", _INTRUDE, str(folder)]
    done = subprocess.run(
        words,
        user=_NOBODY,
        group=_NOBODY,
        extra_groups=[],
        cwd="/",
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    gave: dict[str, str] = json.loads(done.stdout)
    return gave


@pytest.fixture
def heard(folder: Path) -> Iterator[list[str]]:
    """What the first client of the folder's owner is told."""
    wishes: list[str] = []
    first = Instance(folder)
    assert first.first()
    first.listen(wishes.append)
    yield wishes
    first.close()


def test_another_person_gets_neither_to_the_socket_nor_to_its_key(
    folder: Path, heard: list[str]
) -> None:
    gave = intrude(folder)
    Instance(folder).tell("open")
    # What is heard is heard on a thread of its own.
    until(lambda: heard)

    assert set(gave.values()) == {"PermissionError"}
    assert heard == ["open"]


def test_another_person_who_reaches_the_socket_does_not_know_the_key(
    folder: Path, heard: list[str]
) -> None:
    # As if somebody had opened up the folder and the socket for all.
    folder.chmod(0o755)
    (folder / "socket").chmod(0o777)
    gave = intrude(folder)
    Instance(folder).tell("open")
    # What is heard is heard on a thread of its own.
    until(lambda: heard)

    assert gave == {
        "socket": "AuthenticationError",
        "key": "PermissionError",
        "lock": "PermissionError",
    }
    assert heard == ["open"]
