"""Make `.venv` and install what the lock file names; does nothing when that is already there.

Runs on a bare machine's own Python, so it uses the standard library alone.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
OLDEST = (3, 11)


def main(*, develop: bool) -> int:
    """Bring the environment up to date; the exit status says whether it worked."""
    if sys.version_info < OLDEST:
        print(f"MediaNest needs Python 3.11 or newer, this is {sys.version.split()[0]}.")
        return 1
    # What is installed for developing holds all that running needs.
    if any(is_fresh(develop=kind) for kind in {develop, True}):
        return 0
    print("Setting up MediaNest's own environment in .venv (once, about a minute) ...", flush=True)
    if not (BIN / "pip").exists() and not make_venv():
        return 1
    install(lock_of(develop=develop))
    stamp_of(develop=develop).write_text(fingerprint(develop=develop))
    return 0


def lock_of(*, develop: bool) -> Path:
    """The lock file for running, or for running and developing."""
    return ROOT / ("requirements-dev.lock" if develop else "requirements.lock")


def stamp_of(*, develop: bool) -> Path:
    """Where the fingerprint of what was installed is kept."""
    return VENV / ("developed" if develop else "installed")


def is_fresh(*, develop: bool) -> bool:
    """Whether the environment holds what the lock file names today."""
    stamp = stamp_of(develop=develop)
    return stamp.is_file() and stamp.read_text() == fingerprint(develop=develop)


def fingerprint(*, develop: bool) -> str:
    """What the environment depends on; its own place too, which an editable install knows."""
    files = (lock_of(develop=develop), ROOT / "pyproject.toml")
    parts = [*(file.read_bytes() for file in files), str(ROOT).encode(), sys.version.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def make_venv() -> bool:
    """Create the environment; on Debian its maker may have to be installed first."""
    try:
        venv.create(VENV, with_pip=True, clear=True)
    except (subprocess.CalledProcessError, ModuleNotFoundError):
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        shutil.rmtree(VENV, ignore_errors=True)
        if not apt_install(package):
            print(f"Python's venv is missing. Please run: sudo apt-get install {package}")
            return False
        # A fresh interpreter, for this one has already failed to import ensurepip.
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    return True


def apt_install(package: str) -> bool:
    """Install a Debian package when allowed to without asking."""
    apt = shutil.which("apt-get")
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if apt is None or (sudo and shutil.which("sudo") is None):
        return False
    for words in (["update", "-q"], ["install", "-y", "-q", package]):
        done = subprocess.run([*sudo, apt, *words], check=False, stdout=subprocess.DEVNULL)
        if done.returncode != 0:
            return False
    return True


def install(lock: Path) -> None:
    """Install exactly what `lock` names, checked against its hashes, and the project itself."""
    if not (BIN / "uv").exists():
        lines = lock.read_text().splitlines()
        pinned = next(line.split()[0] for line in lines if line.startswith("uv=="))
        subprocess.run([str(BIN / "pip"), "install", "--quiet", pinned], check=True)
    uv = [str(BIN / "uv"), "pip", "install", "--quiet", "--python", str(BIN / "python")]
    subprocess.run([*uv, "--require-hashes", "-r", str(lock)], check=True)
    subprocess.run([*uv, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], check=True)


if __name__ == "__main__":
    sys.exit(main(develop="--dev" in sys.argv[1:]))
