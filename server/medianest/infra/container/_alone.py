"""One appliance on one data folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from medianest.infra.supervisor import OwnerMustActError


@contextmanager
def alone_on(data_dir: Path) -> Iterator[None]:
    """Hold the folder's lock while inside, or raise OwnerMustActError because somebody does.

    The kernel gives it back when the process ends, however it ends, and another container on
    the same machine sees it.
    """
    lock = os.open(data_dir / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(lock, data_dir)
        yield
    finally:
        os.close(lock)


def _take(lock: int, data_dir: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as taken:
        raise OwnerMustActError(
            f"Another MediaNest already uses {data_dir}. Stop it first, or give this one a "
            "folder of its own."
        ) from taken
