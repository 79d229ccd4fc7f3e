"""Where the benchmarks work, and the Postgres programs that both sides use."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.benchmarks.processes import appliance, whole


@dataclass(frozen=True)
class Programs:
    """Postgres as the appliance found it: the folder, and the account that it hands over to."""

    folder: Path
    uid: int
    gid: int

    def words(self) -> list[str]:
        return ["--bin", str(self.folder), "--uid", str(self.uid), "--gid", str(self.gid)]


class Place:
    """A temporary folder for one run."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.log = root / "programs.log"

    def folder(self, name: str) -> Path:
        made = self._root / name
        made.mkdir()
        return made

    def postgres_folder(self, name: str) -> Path:
        """A folder in which the account of Postgres may work."""
        made = self.folder(name)
        if os.geteuid() == 0:
            os.chown(made, self.postgres.uid, self.postgres.gid)
        return made

    @cached_property
    def postgres(self) -> Programs:
        with appliance(self.folder("looking")) as served:
            children = whole(served.pid)
            server = next(one for one in children if Path(one.exe()).name == "postgres")
            return Programs(Path(server.exe()).parent, server.uids().real, server.gids().real)


@contextmanager
def place() -> Iterator[Place]:
    """A place that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="medianest-bench-") as root:
        # Postgres' own account must get to its folder below.
        Path(root).chmod(0o711)
        yield Place(Path(root))
