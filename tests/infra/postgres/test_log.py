"""The log of a child stays short while the child goes on writing."""

import os
from pathlib import Path

from medianest.infra.supervisor import LogFile


def test_a_long_log_is_put_aside_without_losing_the_writer(tmp_path: Path) -> None:
    log_file = LogFile(tmp_path / "logs" / "child.log", most_bytes=10, older=2)

    with log_file.opened() as descriptor:
        for words in (b"the first words", b"the second words", b"the third words", b"last"):
            os.write(descriptor, words)
            log_file.rotate()

    logs = tmp_path / "logs"
    assert (logs / "child.log").read_bytes() == b"last"
    assert (logs / "child.log.1").read_bytes() == b"the third words"
    assert (logs / "child.log.2").read_bytes() == b"the second words"
    assert not (logs / "child.log.3").exists()
