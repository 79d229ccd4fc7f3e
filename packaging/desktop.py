"""Make the desktop client's own environment and run it there: `make desktop`.

    desktop.py [--prepare] [--engine gtk|qt] [-- ARGUMENTS OF THE CLIENT]

The window is drawn by the system's GTK and WebKit where its own Python can reach them, else by Qt
from the lock file; on Windows and macOS by what they bring along. Standard library only, for it
runs on a bare machine's own Python.
"""

import argparse
import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parents[1]
SYSTEM_PYTHON = Path("/usr/bin/python3")
OLDEST = (3, 11)
_PROBE = """
import sys, ensurepip, gi
gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
sys.exit(sys.version_info < (3, 11))
"""

Engine = Literal["gtk", "qt", "own"]
"""What draws the window; `own` is what Windows and macOS bring along."""


@dataclass(frozen=True)
class Environment:
    """A virtual environment that holds what the client needs, and nothing of the server."""

    engine: Engine

    @property
    def folder(self) -> Path:
        """Where it lies, below the checkout."""
        return ROOT / (".venv-desktop-qt" if self.engine == "qt" else ".venv-desktop")

    @property
    def lock(self) -> Path:
        """What is installed in it."""
        name = "requirements-desktop-qt" if self.engine == "qt" else "requirements-desktop"
        return ROOT / f"{name}.lock"

    @property
    def maker(self) -> str:
        """The Python that it is made of; GTK is reached through the system's own alone."""
        return str(SYSTEM_PYTHON) if self.engine == "gtk" else sys.executable

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def bring_up_to_date(self) -> None:
        """Make it unless it holds what the lock file names today; raises CalledProcessError."""
        stamp = self.folder / "installed"
        if stamp.is_file() and stamp.read_text() == self._fingerprint():
            return
        print(f"Setting up the client's own environment in {self.folder.name} (once) ...")
        sys.stdout.flush()
        shared = ["--system-site-packages"] if self.engine == "gtk" else []
        venv = [self.maker, "-m", "venv", "--clear", *shared, str(self.folder)]
        subprocess.run(venv, check=True)
        pip = [str(self.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--require-hashes", "-r", str(self.lock)], check=True)
        self._know_the_checkout()
        stamp.write_text(self._fingerprint())

    def _fingerprint(self) -> str:
        asked = [self.maker, "-c", "import sys; print(sys.version)"]
        version = subprocess.run(asked, capture_output=True, check=True).stdout
        parts = [self.lock.read_bytes(), str(ROOT).encode(), version]
        return hashlib.sha256(b"\0".join(parts)).hexdigest()

    def _know_the_checkout(self) -> None:
        asked = [str(self.python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
        said = subprocess.run(asked, capture_output=True, check=True, text=True).stdout
        (Path(said.strip()) / "medianest-desktop.pth").write_text(f"{ROOT / 'desktop'}\n")


def fitting() -> Environment | None:
    """The environment for this machine; None when its Python is too old for any."""
    if sys.platform == "linux" and SYSTEM_PYTHON.exists():
        probe = subprocess.run([str(SYSTEM_PYTHON), "-c", _PROBE], check=False, capture_output=True)
        if probe.returncode == 0:
            return Environment("gtk")
    if sys.version_info < OLDEST:
        return None
    return Environment("qt" if sys.platform == "linux" else "own")


def main() -> int:
    """Prepare, and unless that was all, become the client."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--prepare", action="store_true", help="do not run the client")
    parser.add_argument("--engine", choices=("gtk", "qt"), help="instead of what fits here")
    parser.add_argument("arguments", nargs="*", help="for the client, after --")
    said = parser.parse_args()
    environment = Environment(said.engine) if said.engine else fitting()
    if environment is None:
        print(f"The client needs Python 3.11 or newer, this is {sys.version.split()[0]}.")
        return 1
    environment.bring_up_to_date()
    if not said.prepare:
        command = [str(environment.python), "-m", "medianest_desktop", *said.arguments]
        os.execv(command[0], command)
    return 0


if __name__ == "__main__":
    sys.exit(main())
