"""What a restore notes, on a disk that has no room for it."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from medianest.backups.restoring import Journal, Outcome
from medianest.kit.clock import now


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.skip("mounting needs root")
    folder = tmp_path / "tiny"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    if subprocess.run(words, check=False).returncode != 0:
        pytest.skip("this machine does not let us mount")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_restore_that_filled_the_disk_is_ended_and_gives_the_room_back(tiny_disk: Path) -> None:
    journal = Journal(tiny_disk)
    order = journal.ask(Path("any.tar"), now())
    journal.fresh.mkdir()
    with pytest.raises(OSError, match="No space"):
        (journal.fresh / "half").write_bytes(bytes(300_000))

    outcome = Outcome(id=order.id, name=order.name, at=now(), outcome="refused", detail="full")
    journal.conclude(outcome)

    assert (journal.order(), journal.last()) == (None, outcome)
    assert not journal.fresh.exists()
