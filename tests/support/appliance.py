"""The real appliance as a process of its own, for tests that drive it from outside."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from tests.support.ports import free_port
from tests.support.prepared import prepare
from tests.support.visited import OWNER, Visited
from tests.support.waiting import until

_TLS_SETTLED = re.compile(rb"tls_(ready|port_taken)").search

__all__ = ["OWNER", "Appliance", "free_port"]


class Appliance(Visited):
    """`medianest serve` on folders and a port of its own; kill it, start it again, ask it."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.data_dir = folder / "data"
        self.media_dir = folder / "media"
        self.media_dir.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.settings = settings
        self.log = folder / "appliance.log"
        self.process: subprocess.Popen[bytes] | None = None

    def environment(self) -> Mapping[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        own = {
            "MEDIANEST__DATA_DIR": str(self.data_dir),
            "MEDIANEST__MEDIA_DIR": str(self.media_dir),
            "MEDIANEST__SERVER__PORT": str(self.port),
            "MEDIANEST__SERVER__TLS_PORT": "0",
            "MEDIANEST__MDNS__ENABLED": "false",
            "MEDIANEST__DOWNLOADS__ALLOWED_PRIVATE_HOSTS": "127.0.0.1",
            "MEDIANEST__PLEX__DEBOUNCE": "0.2",
        }
        return {**kept, **own, **self.settings}

    def start(self, *, virgin: bool = False) -> Self:
        """Start it; the first time over a database that has its tables, unless it is `virgin`."""
        made = (self.data_dir / "postgres").exists()
        if not (virgin or made or "MEDIANEST__DATABASE__URL" in self.settings):
            prepare(self.data_dir)
        said = self.log.stat().st_size if self.log.exists() else 0
        self.begin()
        self.wait_ready()
        if self.environment()["MEDIANEST__SERVER__TLS_PORT"] != "0":
            # Its door opens a moment after the other one.
            until(lambda: _TLS_SETTLED(self.log.read_bytes()[said:]), what=self.tail)
        return self

    def begin(self) -> None:
        """Start it over what is there, and wait for nothing."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "medianest", "serve"],
                env=self.environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_ready(self, *, within: float = 120) -> None:
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            if self.process is not None and self.process.poll() is not None:
                raise AssertionError(f"ended with {self.process.returncode}:\n{self.tail()}")
            if self.is_ready():
                return
            time.sleep(0.05)
        raise AssertionError(f"not ready:\n{self.tail()}")

    def tail(self) -> str:
        return self.log.read_text(errors="replace")[-4000:]

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def kill(self) -> None:
        """Kill without warning, as a power cut would."""
        self.signal(signal.SIGKILL)

    def stop(self) -> int:
        """Ask it to stop; its exit status."""
        return self.signal(signal.SIGTERM)

    def signal(self, number: int) -> int:
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(number)
        status = self.process.wait(timeout=120)
        self.process = None
        return status

    @property
    def setup_code(self) -> str:
        return (self.data_dir / "setup-code").read_text().strip()
