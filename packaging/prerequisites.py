"""Install what the tests need beside Python's packages, or say exactly what is missing.

Standard library only: it runs before there is an environment.
"""

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

BACKPORTS = Path("/etc/apt/sources.list.d/medianest-backports.sources")
DEBIAN_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


@dataclass(frozen=True)
class Need:
    """Something the tests use: there when one of `programs` is, else in the first known package."""

    what: str
    programs: tuple[str, ...]
    packages: tuple[str, ...]

    @property
    def package(self) -> str:
        """Its name on this system."""
        return next(filter(has_candidate, self.packages), self.packages[0])

    def is_met(self) -> bool:
        """Whether one of the programs is on PATH."""
        return any(shutil.which(program) for program in self.programs)


NEEDS = (
    Need("ffmpeg, to make and check videos", ("ffmpeg",), ("ffmpeg",)),
    Need(
        "Chromium, to drive the dashboard",
        ("chromium", "chromium-browser"),
        ("chromium", "chromium-browser"),
    ),
    Need("nginx, to stand before the appliance", ("nginx",), ("nginx-light", "nginx")),
    Need("Valkey >= 8, the optional shared memory", ("valkey-server",), ("valkey-server",)),
)


def missing() -> list[Need]:
    """What is not here yet."""
    wanted = [need for need in NEEDS if not need.is_met()]
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        wanted.append(Need("venv, to keep Python's packages apart", (), (f"python{version}-venv",)))
    return wanted


def root_prefix() -> list[str] | None:
    """What to put before a command that needs root; None when there is no way without asking."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and succeeds(["sudo", "-n", "true"]):
        return ["sudo", "-n"]
    return None


def succeeds(command: Sequence[str]) -> bool:
    """Run it silently; whether it went well."""
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def output(command: Sequence[str]) -> str:
    """What it prints."""
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout


def has_candidate(package: str) -> bool:
    """Whether apt could install `package` from the sources it knows."""
    policy = output(["apt-cache", "policy", package])
    return "Candidate:" in policy and "Candidate: (none)" not in policy


def apt_get(prefix: Sequence[str], *words: str) -> None:
    """Run apt-get without any question; its failure ends the program with its own words."""
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-q", *words]
    done = subprocess.run([*prefix, *quiet], check=False, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join([*prefix, *quiet])} failed:\n{done.stdout[-2000:]}{done.stderr}")


def backports() -> str | None:
    """A source for this release's backports, on the mirror that apt already uses."""
    release = platform.freedesktop_os_release()
    codename = release.get("VERSION_CODENAME", "")
    if release.get("ID") != "debian":
        return None
    asked = "$(CODENAME) $(REPO_URI)"
    known = output(["apt-get", "indextargets", "--format", asked, "Created-By: Packages"])
    mirrors = dict(line.split(maxsplit=1) for line in reversed(known.splitlines()))
    if codename not in mirrors:
        return None
    return (
        f"Types: deb\nURIs: {mirrors[codename]}\nSuites: {codename}-backports\n"
        f"Components: main\nSigned-By: {DEBIAN_KEYRING}\n"
    )


def add_backports(prefix: Sequence[str]) -> None:
    """Tell apt about the backports; it takes from there only what is nowhere else."""
    source = backports()
    if source is None or (BACKPORTS.exists() and BACKPORTS.read_text() == source):
        return
    writing = [*prefix, "tee", str(BACKPORTS)]
    subprocess.run(writing, input=source, text=True, check=True, stdout=subprocess.DEVNULL)
    apt_get(prefix, "update")


def install(prefix: Sequence[str], needs: Sequence[Need]) -> None:
    """Install the packages of `needs`, without leaving a service running that nobody asked for."""
    packages = [need.package for need in needs]
    if not all(has_candidate(package) for package in packages):
        apt_get(prefix, "update")
    if not all(has_candidate(package) for package in packages):
        add_backports(prefix)
    apt_get(prefix, "install", "--no-install-recommends", *packages)
    if "valkey-server" in packages and Path("/run/systemd/system").exists():
        succeeds([*prefix, "systemctl", "disable", "--now", "valkey-server"])


def main() -> int:
    """Make everything present; 1 when a person has to."""
    wanted = missing()
    if not wanted:
        return 0
    for need in wanted:
        print(f"missing: {need.what} (package {need.package})")
    prefix = root_prefix()
    if shutil.which("apt-get") is None:
        print("Install these with your system's package manager, then run this again.")
        return 1
    if prefix is None:
        print(f"Run once: sudo {sys.executable} {Path(__file__).resolve()}")
        return 1
    install(prefix, wanted)
    still = [need for need in wanted if need.programs and not need.is_met()]
    for need in still:
        print(f"{need.package} is installed, and {need.what} is still not on PATH")
    return 1 if still else 0


if __name__ == "__main__":
    sys.exit(main())
