"""A database that has every table: made once, copied for each appliance that starts with none."""

import atexit
import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

_PLACE = "MEDIANEST_TESTS_PREPARED"


def prepare(data_dir: Path) -> None:
    """Put the database below `data_dir`: a copy takes a tenth of what making one does."""
    data_dir.mkdir(parents=True, exist_ok=True)
    # It belongs to another account where root runs the tests; shutil would make it root's.
    subprocess.run(["cp", "-a", _origin() / "postgres", data_dir / "postgres"], check=True)


def keep() -> Callable[[], None]:
    """Let this process and all that it starts share one; returns what takes it away."""
    folder = Path(mkdtemp(prefix="medianest-prepared-"))
    folder.chmod(0o755)
    os.environ[_PLACE] = str(folder)
    return partial(shutil.rmtree, folder, ignore_errors=True)


def _origin() -> Path:
    if _PLACE not in os.environ:
        # No run of the tests: somebody measures, or takes pictures.
        atexit.register(keep())
    folder = Path(os.environ[_PLACE])
    with (folder / "lock").open("w") as lock:
        # Another worker may be making it.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            _make(folder / "data")
            (folder / "made").touch()
    return folder / "data"


def _make(data_dir: Path) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    subprocess.run(
        [sys.executable, "-m", "medianest", "migrate"],
        env={**kept, "MEDIANEST__DATA_DIR": str(data_dir)},
        check=True,
        capture_output=True,
    )
